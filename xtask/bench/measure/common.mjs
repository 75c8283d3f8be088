// What the measurements share. Each is a program: its arguments are the contenders that take turns,
// and it writes the figures of each to standard output, as JSON.
import '../../../tests/guard.mjs';
import { randomBytes } from 'node:crypto';

export const names = process.argv.slice(2);

/** For a look whether it works at all. */
export const quick = process.env.QUICK === '1';

/** Where the calls go: the mock server, or for those that leave no process a port where nobody listens. */
export const baseUrl = process.env.MOCK_SERVER_URL ?? 'http://127.0.0.1:9';

/** A client's id, and a token that no call before had. */
export function newRequest() {
  return { clientId: CLIENT_ID, access_token: `${PREFIX}${(made += 1)}`.padEnd(400, '.') };
}
const CLIENT_ID = randomBytes(18).toString('hex');
const PREFIX = randomBytes(150).toString('hex');
let made = 0;

/**
 * For each contender what `job` makes of its function, once it was seen to revoke.
 *
 * @template T
 * @param {(revoke: Function) => T} job
 * @returns {Promise<Record<string, T>>}
 */
export async function load(job) {
  const jobs = {};
  for (const name of names) {
    const { revoke } = await import(`../contenders/${name}.mjs`);
    const { code } = await revoke({ ...newRequest(), baseUrl });
    if (code !== '00') throw new Error(`${name} did not revoke`);
    jobs[name] = job(revoke);
  }
  return jobs;
}

/** Writes the figures, each as `convert` makes it of what was measured. */
export function report(figures, convert = (figure) => figure) {
  const entries = Object.entries(figures).map(([name, list]) => [name, list.map(convert)]);
  process.stdout.write(`${JSON.stringify(Object.fromEntries(entries))}\n`);
}
