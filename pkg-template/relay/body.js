import { refusal } from './answer.js';
import { LATE } from './hooks.js';

/** The error of a stream whose bytes somebody else has read. */
export const BODY_TAKEN = { name: 'BodyTaken' };

/** The longest body, in bytes. */
const LIMIT = 8 * 1024;

const TOO_LARGE = refusal('size', 413, 'The body is over 8 KiB; send one request for one token.');
const READ_ALREADY = refusal(
  'body',
  400,
  'The body was read before the relay got the request; hand the relay the request before a body parser reads it.',
);
const NOT_WHOLE = refusal('body', 400, 'The body broke off or did not arrive in time; send it again.');
const NO_OBJECT = refusal('body', 400, 'The body must be a JSON object with "access_token".');

/** Reads a request's JSON object. Resolves with `{ value }` or with `{ refused }`, an answer. */
export async function readBody(request, hooks) {
  if (Number(request.headers.get('content-length')) > LIMIT) return { refused: TOO_LARGE };
  const { body } = request;
  if (request.bodyUsed || body?.locked) return { refused: READ_ALREADY };
  if (!body) return { refused: NO_OBJECT };
  const read = await hooks.within(readAll(body.getReader()));
  // The rest of the body is left to the host: to cancel it would close the connection before the answer, in some.
  if (read.failure === LATE) return { refused: NOT_WHOLE };
  if (read.failure !== undefined) {
    return { refused: read.error?.name === BODY_TAKEN.name ? READ_ALREADY : NOT_WHOLE };
  }
  if (read.value === undefined) return { refused: TOO_LARGE };
  try {
    const value = JSON.parse(read.value);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { value };
  } catch {
    // The text is no JSON.
  }
  return { refused: NO_OBJECT };
}

/** The text of a body; undefined where the body is too large. */
async function readAll(reader) {
  const pieces = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (!ArrayBuffer.isView(value)) throw new TypeError('The body must consist of bytes');
    length += value.byteLength;
    pieces.push(value);
    // Pieces are counted as well: empty ones without end would never let a timer run.
    if (length > LIMIT || pieces.length > LIMIT) return undefined;
  }
  // A decoder that is given one piece after the other may take a mark within the text for one at its beginning.
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return new TextDecoder().decode(bytes);
}
