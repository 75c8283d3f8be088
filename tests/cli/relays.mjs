// Relays on loopback addresses, before the mock server or another server.
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LASTING, mockServer, newClient, program } from './cli.mjs';
import { listen } from './proxies.mjs';

const { createRevokeRelay, toNodeHandler } = await import(pathToFileURL(join(dirname(program), 'relay.js')));

/**
 * Starts a relay that admits everybody and knows a client id.
 *
 * @param {object} [options] further options of the relay
 * @param {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse,
 *   number: number) => void} [intercept] sees each request before the relay, with its number
 * @param {number} [port] any free one by default
 */
export async function startRelay(options = {}, intercept = () => {}, port = 0) {
  const handler = toNodeHandler(
    createRevokeRelay({ authorize: () => true, baseUrl: mockServer, clientId: newClient(), ...options }),
  );
  let number = 0;
  const server = createServer(LASTING, (request, response) => {
    intercept(request, response, (number += 1));
    handler(request, response);
  });
  const url = `http://127.0.0.1:${await listen(server, port)}/relay`;
  return { server, url, to: ['--relay', url, '--yes'] };
}
