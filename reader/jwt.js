// What a JWT looks like, and where one stands in a text.

/** The characters of base64url (RFC 4648, section 5), by their code. */
const IS_BASE64URL = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
  IS_BASE64URL[character.charCodeAt(0)] = 1;
}

const DOT = 46;

/**
 * Between the header and the payload of a JWT stands a dot, and the payload is a JSON object: "{" and
 * what may follow it make one of these in base64url.
 */
const PAYLOAD_START = /\.e[wy3]/g;

/** A run that begins with base64url. */
const RUN = /[\w-]+(?:\.[\w-]+)*/y;

/** The header is a JSON object, too. */
const HEADER_START = /e[wy3]/g;

/** How many beginnings of a header are tried in one run, and how long a header may be: that bounds the time. */
const MOST_HEADER_STARTS = 16;
const LONGEST_HEADER = 16_384;

/** How long a signature is by the algorithm that the header names (RFC 7518, section 3), in characters. */
const SIGNATURE_LENGTHS = {
  __proto__: null,
  HS256: 43,
  HS384: 64,
  HS512: 86,
  ES256: 86,
  ES384: 128,
  ES512: 176,
};

/**
 * A JWT in a text: three parts of base64url between dots, of which the first two are JSON objects. A run of
 * more parts is none. What is attached without a character between is not part of the JWT: the letter of an
 * escape or the digits of `%22` before it, or anything behind a signature whose length is known.
 *
 * A lookalike is a run that is no JWT but begins like one, with a header and the beginning of a payload: one
 * that is cut short, or two that are joined.
 *
 * @typedef {{ isWhole: true, start: number, end: number, text: string, claims: object, missing: number }} Jwt
 *   `start` and `end` are indices of the text; `claims` is the payload, of whose characters only those in ASCII are
 *   right; `missing` is how many characters its signature lacks, as far as that is known
 * @typedef {{ isWhole: false, start: number, end: number, text: string }} Lookalike
 */

/**
 * Finds all JWTs and lookalikes in a text, in order.
 *
 * @param {string} text
 * @returns {(Jwt | Lookalike)[]}
 */
export function findJwts(text) {
  const found = [];
  PAYLOAD_START.lastIndex = 0;
  let match;
  while ((match = PAYLOAD_START.exec(text)) !== null) {
    const { start, end } = runAround(text, match.index);
    // One run is looked at once.
    PAYLOAD_START.lastIndex = end;
    const find = findIn(text, start, end);
    if (find !== undefined) found.push(find);
  }
  return found;
}

/** Cheap check: false if a text holds fewer than `count` JWTs and lookalikes for certain. */
export function mayHoldJwts(text, count) {
  PAYLOAD_START.lastIndex = 0;
  for (let at = 0; at < count; at += 1) if (!PAYLOAD_START.test(text)) return false;
  return true;
}

/** Whether a character may be part of a JWT. */
export function isJwtCharacter(code) {
  return code === DOT || isBase64url(code);
}

/** Whether a character is one of base64url. */
export function isBase64url(code) {
  return code < 128 && IS_BASE64URL[code] === 1;
}

/** The longest run of base64url and single dots around a dot. */
function runAround(text, dot) {
  let start = dot;
  let canTakeDot = false;
  while (start > 0) {
    const code = text.charCodeAt(start - 1);
    if (!isBase64url(code) && !(code === DOT && canTakeDot)) break;
    canTakeDot = code !== DOT;
    start -= 1;
  }
  if (start < dot && text.charCodeAt(start) === DOT) start += 1;
  RUN.lastIndex = start;
  RUN.test(text);
  return { start, end: Math.max(RUN.lastIndex, dot + 1) };
}

function findIn(text, start, end) {
  const parts = text.slice(start, end).split('.');
  const [, payload, signature] = parts;
  const header = headerAtEnd(parts[0]);
  const claims = parts.length === 3 && header !== undefined ? decodeJson(payload) : undefined;
  if (isObject(claims)) {
    const length = SIGNATURE_LENGTHS[header.alg] ?? signature.length;
    const from = start + header.at;
    const to = end - Math.max(0, signature.length - length);
    const missing = Math.max(0, length - signature.length);
    return { isWhole: true, start: from, end: to, text: text.slice(from, to), claims, missing };
  }
  const isLookalike = parts.some(
    (part, at) => /^e[wy3]/.test(parts[at + 1] ?? '') && headerAtEnd(part) !== undefined,
  );
  return isLookalike ? { isWhole: false, start, end, text: text.slice(start, end) } : undefined;
}

/** The header at the end of a part: its algorithm, and the index at which it begins. */
function headerAtEnd(part) {
  HEADER_START.lastIndex = Math.max(0, part.length - LONGEST_HEADER);
  for (let tries = 0; tries < MOST_HEADER_STARTS && HEADER_START.test(part); tries += 1) {
    const at = HEADER_START.lastIndex - 2;
    const header = readHeader(part.slice(at));
    if (isObject(header)) return { at, alg: header.alg };
  }
  return undefined;
}

/** The header that was read last: most tokens of an input have the same. */
let lastHeader = {};

function readHeader(text) {
  if (lastHeader.text !== text) lastHeader = { text, value: decodeJson(text) };
  return lastHeader.value;
}

/**
 * Returns the JSON value that a text in base64url encodes, or undefined. Characters other than ASCII come out
 * wrong; nobody reads them.
 */
function decodeJson(text) {
  try {
    return JSON.parse(atob(text.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    return undefined;
  }
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
