// Tokens for the tests of the page.
import { createHash, randomBytes, randomUUID } from 'node:crypto';

/**
 * A token that the mock server has not met, of 399 characters, or of others where its claim has another length.
 *
 * @param {string} jti
 * @param {number | null} life in seconds; `null` makes a token without an expiry
 */
export function newToken(jti = randomBytes(72).toString('hex'), life = 1800) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iat: now, sub: randomUUID(), ...(life === null ? {} : { exp: now + life }), jti };
  const parts = [JSON.stringify({ alg: 'HS256' }), JSON.stringify(claims), randomBytes(32)];
  return parts.map((part) => Buffer.from(part).toString('base64url')).join('.');
}

export const newTokens = (number) => Array.from({ length: number }, () => newToken());

/** The SHA-256 of a token, as a report has it. */
export function hashOf(itsToken) {
  return createHash('sha256').update(itsToken).digest('hex');
}

/** Which of these tokens a mock server has revoked. */
export async function revokedAt(server, tokens) {
  const hashes = new Set(await (await fetch(`${server}/_mock/revoked`)).json());
  return tokens.filter((token) => hashes.has(hashOf(token)));
}

/** The runs of 16 characters of a token that somewhere holds, but for those of its usual header. */
export function leaks(secret, place) {
  const body = secret.slice(secret.indexOf('.') + 1);
  const runs = Array.from({ length: body.length - 15 }, (_, at) => body.slice(at, at + 16));
  return runs.filter((run) => place.includes(run));
}
