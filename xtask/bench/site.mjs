// Pages that each hold one bundle, and the API at the same origin, so that no preflight comes in between.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { compressed } from './bundle.mjs';

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src data:";
const page = (name) => `<!doctype html>
<title>${name}</title>
<link rel="icon" href="data:,">
<script type="module" src="/${name}.js"></script>
`;

/** @param {Record<string, string>} entries the code of each page */
export async function serve(entries) {
  const bundles = {};
  for (const [name, code] of Object.entries(entries)) {
    // Before anything else in the file runs.
    bundles[`/${name}.js`] = await compressed(code, { banner: { js: 'var began=performance.now();' } });
  }
  const server = createServer((request, response) => {
    response.setHeader('cache-control', 'no-store');
    if (request.method === 'POST') {
      request.resume().once('end', () => {
        response.setHeader('content-type', 'application/json');
        response.end('{"code":"00","description":"Token revoked successfully"}');
      });
    } else if (request.url in bundles) {
      response.setHeader('content-type', 'text/javascript');
      response.setHeader('content-encoding', 'br');
      response.end(bundles[request.url]);
    } else {
      response.setHeader('content-type', 'text/html');
      response.setHeader('content-security-policy', POLICY);
      response.end(page(request.url.slice(1)));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
