// One row of the table, tried from start to end.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { OK } from './misbehave.mjs';
import { start } from './server.mjs';

/** Where no fault needs a time-out to end, none may come to its help. */
const TIMEOUT = 60_000;

/** What a slow machine may add to a call, in milliseconds; well below that time-out. */
const SLACK = 25_000;

const MOCK_SERVER = process.env.MOCK_SERVER_URL?.replace(/\/$/, '');

/** What a row's name is among the tests. */
export function nameOf({ fault, prefer, retries }) {
  const name = fault ?? `Prefer: fault=${prefer}`;
  return retries === undefined ? name : `${name} (retries: ${retries})`;
}

/**
 * @param {object} row of the table
 * @param {'node' | 'chromium'} platform
 * @param {(options: object, more: object) => Promise<object>} call `endOf` of call.mjs, there
 */
export async function tryRow(row, platform, call) {
  const { why, or, timeout, met, ...ends } = { ...row.ends, timeout: row.timeout, met: row.met, ...row[platform] };
  const expected = { attempts: 1, ...ends };
  const result = await meet(row, { platform, timeout, isAlone: true }, call);
  const { end } = result;
  const shown = Object.fromEntries(Object.keys(expected).map((key) => [key, end[key]]));
  assert.deepEqual(shown, end.name === or?.name ? { ...expected, ...or } : expected);
  if (result.met !== undefined) assert.equal(result.met, met ?? expected.attempts, 'what the server has met');
  assert.equal(result.followed, row.followed ?? 0, 'requests that followed a redirect');
}

/**
 * Makes the calls of a row against a server of its own. Resolves with how the last call ended, the requests that the
 * server has met (undefined for the mock server), and the requests that followed a redirect to another origin.
 *
 * @param {object} row of the table
 * @param {{ platform: 'node' | 'chromium', timeout?: number, isAlone?: boolean }} setting the sender's platform; `timeout`
 *   of an attempt, in milliseconds, a minute if undefined; whether no other row is tried at the same time, so that each
 *   timer of that length belongs to an attempt of this one
 * @param {(options: object, more: object) => Promise<object>} call as in `tryRow`
 */
export async function meet(row, { platform, timeout, isAlone = false }, call) {
  const { retries = 0, calls, follows } = row;
  // Without a wait that the server asks for, a back-off is a second at the most here.
  const bound = (timeout ?? 0) * (retries + 1) + retries * 1_000 + SLACK;
  const server = row.prefer === undefined ? await serve(row, platform) : await mockServer(row.prefer);
  try {
    const options = { retries, timeout: timeout ?? TIMEOUT, ...server.options };
    const untilMet = isAlone && timeout !== undefined ? server.untilMet : undefined;
    const end = await call(options, { calls, bound, request: server.request, follows, untilMet });
    await within(SLACK, server.released(), 'the client still holds a connection');
    return { end, met: server.met?.(), followed: await server.followed() };
  } finally {
    await server.stop();
  }
}

/** The server of a row, and, for a redirect, the other origin that it leads to, which says that all is well. */
async function serve(row, platform) {
  let followed = 0;
  const elsewhere = createServer((request, response) => {
    request.resume();
    response.setHeader('access-control-allow-origin', '*').setHeader('access-control-allow-headers', '*');
    if (request.method !== 'OPTIONS') followed += 1;
    response.end(OK);
  });
  elsewhere.listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  const address = `http://127.0.0.1:${elsewhere.address().port}/`;
  const does = (socket, count) => row.does(socket, count, address);
  const server = await start({ ...row, does }, platform === 'chromium');
  return {
    options: { baseUrl: server.url },
    met: () => server.met,
    untilMet: (count) => server.untilMet(count),
    followed: () => followed,
    // A connection whose answer is whole may be kept for the next call.
    released: () => (row.timeout !== undefined || row.does.unending ? server.released() : undefined),
    async stop() {
      await server.stop();
      elsewhere.close();
      await once(elsewhere, 'close');
    },
  };
}

/** The mock server, which is there already and answers others as well. */
async function mockServer(fault) {
  const redirected = async () => (await (await fetch(`${MOCK_SERVER}/_mock`)).json()).redirects_followed;
  const before = await redirected();
  return {
    // A header of a new name makes a browser ask again whether it may send.
    options: {
      baseUrl: MOCK_SERVER,
      headers: { prefer: `fault=${fault}`, [`x-row-${crypto.randomUUID()}`]: 'any' },
    },
    request: { clientId: crypto.randomUUID(), access_token: crypto.randomUUID().repeat(9) },
    followed: async () => (await redirected()) - before,
    released: () => undefined,
    stop: () => undefined,
  };
}

/** The promise's own end, or a failure after so many milliseconds. */
export async function within(milliseconds, promise, message) {
  const stop = new AbortController();
  const late = sleep(milliseconds, undefined, { signal: stop.signal }).then(
    () => assert.fail(message),
    () => {},
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    stop.abort();
  }
}
