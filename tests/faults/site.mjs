// A page of its own origin on the loopback interface, with the built package in it.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';

const PAGE = `<!doctype html><title>Faults</title><link rel="icon" href="data:,">
<script type="module">
  import * as theirs from '/index.js';
  import { endOf } from '/call.mjs';
  window.call = (options, more) => endOf(theirs, options, more);
</script>`;

/**
 * Starts to serve it.
 *
 * @param {import('node:http').RequestListener} [otherwise] answers requests for any other path
 */
export async function site(otherwise = (request, response) => response.writeHead(404).end()) {
  const files = {
    '/': ['text/html', PAGE],
    '/call.mjs': ['text/javascript', await readFile(new URL('./call.mjs', import.meta.url))],
    '/index.js': ['text/javascript', await readFile(join(process.env.PACKAGE, 'index.js'))],
  };
  // A connection that the server closes while it is idle may be one that is about to be used.
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    const file = files[request.url];
    if (file === undefined) return otherwise(request, response);
    const [type, content] = file;
    response.writeHead(200, { 'content-type': type });
    response.end(content);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}/`, stop };

  function stop() {
    server.close();
    server.closeAllConnections();
  }
}
