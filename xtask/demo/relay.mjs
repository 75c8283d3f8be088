// The demo's relay, in front of the mock server. Prints its port. Arguments: the package's folder. Standard input: the
// mock server's URL on one line; when the input ends, so does the relay.
//
// A relay makes requests of its own, so the page can't ask the mock server for an answer through a header. It does so
// by the path: /relay/code=429/v1/auth/token/revoke sends `Prefer: code=429`.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [, , folder] = process.argv;
const { createRevokeRelay, toNodeHandler } = await import(pathToFileURL(join(folder, 'relay.js')));

/** The client id that the specification shows; `www/example.js` has it, too. */
const CLIENT_ID = '2242b79d-f2cf-4ccc-ada1-e890bd1a9f0d';
const PREFERENCE = /^\/relay\/((?:code|fault)=[\w-]+)\//;

let mockServer;
/** By what they ask the mock server for. */
const handlers = new Map();

function handlerFor(preference) {
  const known = handlers.get(preference);
  if (known !== undefined) return known;
  const relay = createRevokeRelay({
    baseUrl: mockServer,
    clientId: CLIENT_ID,
    // Anyone on this machine may try it: only the mock server is behind it.
    authorize: () => ({ actor: 'demo' }),
    fetch: (url, init) => fetch(url, withPreference(init, preference)),
  });
  const handler = toNodeHandler(relay);
  handlers.set(preference, handler);
  return handler;
}

function withPreference(init, preference) {
  if (preference === undefined) return init;
  const headers = new Headers(init.headers);
  headers.set('prefer', preference);
  return { ...init, headers };
}

const server = createServer((request, response) => {
  handlerFor(PREFERENCE.exec(request.url)?.[1])(request, response);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));

createInterface({ input: process.stdin })
  .on('line', (line) => {
    mockServer = line;
  })
  .on('close', () => process.exit());
