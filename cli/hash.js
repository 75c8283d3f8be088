import { createHash } from 'node:crypto';

/** The SHA-256 of a token, as `sha256sum` prints it. */
export function hashOf(token) {
  return createHash('sha256').update(token).digest('hex');
}
