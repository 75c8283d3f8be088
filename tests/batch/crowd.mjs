// Tokens by the thousand, and a count of what the server says to them.
import { randomBytes } from 'node:crypto';

/** A client id that no other test has, and so a quota of its own. */
export const newClientId = () => randomBytes(18).toString('hex');

export const newToken = () => randomBytes(150).toString('hex');

/** Requests of one client, made when they are read. */
export function* requests(clientId, count) {
  for (let made = 0; made < count; made += 1) yield { clientId, access_token: newToken() };
}

/** An answer that takes longer than this, in milliseconds, shows that the server or this process was suspended. */
export const LATE = 300;

/** Refusals within this time after such an answer, in milliseconds, are excused: the delayed requests arrive all at once. */
export const AFTER_LATE = 2_000;

/** A `fetch` that counts the statuses it gets. Refusals soon after a late answer count as `excused`. */
export function counting() {
  const statuses = {};
  let late = -Infinity;
  const counted = async (url, init) => {
    const started = performance.now();
    const response = await fetch(url, init);
    const now = performance.now();
    if (now - started > LATE) late = now;
    const key = response.status === 429 && now - late < AFTER_LATE ? 'excused' : response.status;
    statuses[key] = (statuses[key] ?? 0) + 1;
    return response;
  };
  return Object.assign(counted, { statuses });
}

/** Iterates to the end; what it came to, and how fast. */
export async function drain(iteration) {
  const started = performance.now();
  const hashes = new Set();
  let revoked = 0;
  for await (const { tokenHash, status, reason } of iteration) {
    if (status === 'rejected') throw reason;
    hashes.add(tokenHash);
    revoked += 1;
  }
  const seconds = (performance.now() - started) / 1000;
  return { revoked, different: hashes.size, perSecond: revoked / seconds };
}

/** In percent, of the requests that were sent. */
export const refused = ({ 200: revoked, 429: refusals = 0 }) => (100 * refusals) / (revoked + refusals);
