// One instance of a relay over a shared store, as a process of its own.
import { createServer } from 'node:http';
import { createRevokeRelay, toNodeHandler } from 'nomba-revoke/relay';
import { store } from './store.js';

const { VENDOR, CLIENT_ID } = process.env;
const errors = [];
const relay = createRevokeRelay({
  authorize: () => true,
  baseUrl: VENDOR,
  clientId: CLIENT_ID,
  hookTimeout: 20_000,
  store,
  onError: (error) => errors.push(String(error?.message)),
});
const handler = toNodeHandler(relay);
const server = createServer((request, response) =>
  request.url === '/errors' ? response.end(JSON.stringify(errors)) : handler(request, response),
);
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
