// The project with the package, served to browsers and to `init`, and the place to report to.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { json } from 'node:stream/consumers';

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** Nothing but loopback addresses can be reached from a page; `forbidden` ones compile nothing. */
const policy = (forbidden) =>
  [
    "default-src 'none'",
    `script-src 'self'${forbidden ? '' : " 'wasm-unsafe-eval'"}`,
    "worker-src 'self'",
    'connect-src http://127.0.0.1:*',
  ].join('; ');

/** @param {string} folder */
export async function serveSite(folder) {
  let resolve;
  // A connection that the server closes while it is idle may be one that is about to be used.
  const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1');
    if (request.method === 'POST' && pathname === '/report') {
      const report = await json(request);
      response.writeHead(204).end();
      resolve?.(report);
      return;
    }
    const body = await readFile(join(folder, pathname)).catch(() => undefined);
    const forbidden = searchParams.get('place') === 'forbidden';
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': TYPES[extname(pathname)] ?? 'application/octet-stream',
      'content-security-policy': policy(forbidden),
      'cache-control': 'no-store',
    });
    response.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  return {
    url,
    wasm: `${url}/node_modules/nomba-revoke/nomba_revoke_bg.wasm`,
    /** The next report that a page sends. */
    reported: () => new Promise((take) => (resolve = take)),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
