// A server with a page that revokes a token when it is left, and with an endpoint to do so.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ENDPOINT = '/v1/auth/token/revoke';

/** `?to=` is the base URL. With `?now`, the page revokes at once and shows how that ended. */
const PAGE = `<!doctype html><title>Leaving</title><link rel="icon" href="data:,">
<script type="module">
  import { revokeToken } from '/index.js';
  const given = new URLSearchParams(location.search);
  const request = { clientId: '0'.repeat(36), access_token: 'x'.repeat(599) + '\\u00e9' };
  const options = { baseUrl: given.get('to'), timeout: 300, retries: 2 };
  if (given.has('now')) {
    const { code } = await revokeToken(request, { ...options, timeout: Infinity });
    document.title = 'Revoked: ' + code;
  } else {
    addEventListener('pagehide', () => revokeToken(request, { ...options, keepalive: true }));
    document.title = 'Ready';
  }
</script>`;

/** What the page sends. */
export const BODY = JSON.stringify({ clientId: '0'.repeat(36), access_token: `${'x'.repeat(599)}\u00e9` });

/** What the endpoint does, by the first part of its path. */
const MANNERS = {
  answers: (response) => response.end('{"code":"00"}'),
  fails: (response) => response.writeHead(503, { 'retry-after': '0' }).end(),
  waits: () => {},
};

/** Starts a server; two of them are two origins. */
export async function start() {
  const server = new Server(await readFile(join(process.env.PACKAGE, 'index.js')));
  await server.listen();
  return server;
}

class Server {
  /** The requests to the endpoint: method, headers, body once it is whole; whether the client left. */
  met = [];

  constructor(script) {
    this.script = script;
    // A connection that the server closes while it is idle may be one that is about to be used.
    this.server = createServer({ keepAliveTimeout: 0 }, (request, response) => this.#respond(request, response));
  }

  async listen() {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${this.server.address().port}`;
  }

  #respond(request, response) {
    const { pathname } = new URL(request.url, this.url);
    if (pathname === '/') {
      // Without `no-store` the page might be kept, asleep, for a way back.
      response.writeHead(200, { 'content-type': 'text/html', 'cache-control': 'no-store' });
      response.end(PAGE);
    } else if (pathname === '/index.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' });
      response.end(this.script);
    } else if (pathname.endsWith(ENDPOINT)) {
      this.#meet(request, response, MANNERS[pathname.split('/')[1]]);
    } else {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>Elsewhere</title><link rel="icon" href="data:,">');
    }
  }

  async #meet(request, response, manner) {
    const { method, headers } = request;
    const entry = { method, headers, body: null, left: false };
    this.met.push(entry);
    response.on('close', () => (entry.left = !response.writableFinished));
    response.setHeader('access-control-allow-origin', headers.origin);
    response.setHeader('access-control-allow-headers', 'content-type');
    const pieces = [];
    try {
      for await (const piece of request) pieces.push(piece);
    } catch {
      return;
    }
    entry.body = Buffer.concat(pieces).toString();
    if (method === 'OPTIONS') response.writeHead(204).end();
    else manner(response);
  }

  /** Resolves with the whole requests but preflights, when there is one, or after so many milliseconds. */
  async revocations(most) {
    const whole = () => this.met.filter(({ method, body }) => method === 'POST' && body !== null);
    for (const late = Date.now() + most; whole().length === 0 && Date.now() < late; ) await sleep(20);
    return whole();
  }

  stop() {
    this.server.close();
    this.server.closeAllConnections();
  }
}
