// Distinguishes the vendor's tokens from other JWTs.

import { isBase64url } from './jwt.js';

/** `{"alg":"HS256"}` in base64url, and the dot after it. */
const HEADER = 'eyJhbGciOiJIUzI1NiJ9.';
const SIGNATURE_LENGTH = 43;
const SHORTEST = 300;
const LONGEST = 600;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * Whether a JWT has the form of the vendor's tokens, as the specification's example shows it.
 *
 * @param {import('./jwt.js').Jwt} jwt
 * @param {string} around the text in which it was found
 */
export function isVendorToken({ text, claims, end }, around) {
  // Then the third part is longer than the signature.
  if (end < around.length && isBase64url(around.charCodeAt(end))) return false;
  if (text.length < SHORTEST || text.length > LONGEST) return false;
  if (!text.startsWith(HEADER) || text.at(-SIGNATURE_LENGTH - 1) !== '.') return false;
  const { iat, exp, sub } = claims;
  const isTyped = typeof iat === 'number' && typeof exp === 'number' && typeof sub === 'string';
  if (!isTyped || !UUID.test(sub) || Object.hasOwn(claims, 'iss') || Object.hasOwn(claims, 'aud')) return false;
  return Object.keys(claims).some((name) => name.startsWith('G:'));
}
