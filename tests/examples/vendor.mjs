// The vendor, as the examples meet it in the tests: the mock server, behind a proxy that adds the header `Prefer`.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

const { MOCK_SERVER_URL } = process.env;
if (!MOCK_SERVER_URL) throw new Error('MOCK_SERVER_URL must be set; `cargo xtask test examples` does.');

/** How long a request may take to arrive and to be answered, in milliseconds. */
const PATIENCE = 60_000;

/** Starts the proxy. */
export async function startVendor() {
  const preferences = [];
  const requests = [];
  let held = Promise.resolve();
  let release;
  let settled = 0;
  // Without a keep-alive timeout, no connection is closed just as an application uses it again.
  const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    const { method, url } = request;
    const headers = { ...request.headers };
    for (const name of ['host', 'connection', 'content-length', 'transfer-encoding']) delete headers[name];
    const body = await text(request);
    // In one step: requests that come at once get their preferences in the order of `requests`.
    requests.push(JSON.parse(body));
    const prefer = preferences.shift();
    if (prefer) headers.prefer = prefer;
    try {
      const answer = await fetch(`${MOCK_SERVER_URL}${url}`, { method, headers, body }).finally(() => (settled += 1));
      const content = await answer.text();
      await held;
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(content);
    } catch {
      // The mock server has dropped the connection.
      request.socket.destroy();
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** The bodies of all requests so far. */
    requests,
    /** Asks the mock server for answers to the next requests, one each: `code=401`, `fault=lost-answer`. */
    preferNext: (...next) => preferences.push(...next),
    /** Keeps all answers back until `release` is called. */
    hold: () => (held = new Promise((resolve) => (release = resolve))),
    release: () => release(),
    /** Waits until there are so many requests, each of which the mock server has answered or dropped. */
    async until(count) {
      const deadline = Date.now() + PATIENCE;
      while (settled < count) {
        if (Date.now() > deadline) throw new Error(`${settled} requests were answered in time, not ${count}`);
        await sleep(10);
      }
    },
    /** Whether the mock server has revoked a token. Revokes it, if not. */
    hasRevoked: async (token, clientId) => {
      const answer = await fetch(`${MOCK_SERVER_URL}/v1/auth/token/revoke`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ clientId, access_token: token }),
      });
      return answer.status === 404;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
