// What the tests of the reader share: tokens, and a way to read a text in pieces of any size.
import { randomBytes, randomUUID } from 'node:crypto';
import { readTokens } from '../../reader/index.js';

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token of the vendor's shape, new each time. */
export function makeToken(header = { alg: 'HS256' }, signature = randomBytes(32)) {
  const iat = Math.floor(Date.now() / 1000);
  const claims = { sub: randomUUID(), iat, exp: iat + 1800, 'G:GROUP': 'x'.repeat(120) };
  return [part(header), part(claims), signature.toString('base64url')].join('.');
}

export function makeTokens(count) {
  return Array.from({ length: count }, () => makeToken());
}

/** The bytes in pieces. */
export async function* inPieces(bytes, size = bytes.length || 1) {
  for (let at = 0; at < bytes.length; at += size) yield new Uint8Array(bytes.subarray(at, at + size));
}

/**
 * Reads a text or bytes.
 *
 * @returns {Promise<{ format: string, records: import('../../reader/record.js').TokenRecord[] }>}
 */
export async function read(input, settings, size) {
  const bytes = Buffer.from(input);
  const { format, records } = await readTokens(inPieces(bytes, size), settings);
  const all = [];
  for await (const record of records) all.push(record);
  return { format, records: all };
}

/** The tokens that are read, in order; a row without one is its problem. */
export async function tokensOf(input, settings) {
  const { records } = await read(input, settings);
  return records.map(({ token, problem }) => token ?? problem);
}
