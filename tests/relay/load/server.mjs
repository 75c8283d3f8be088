// A relay over node:http in a process of its own, whose vendor answers after half a second. Its IPC channel
// carries the port at first, and the most memory that it held when asked.
import http from 'node:http';
import { createRevokeRelay, toNodeHandler } from '../package.mjs';
import { CLIENT_ID } from '../table.mjs';

const VENDOR = 500;

const relay = createRevokeRelay({
  authorize: () => true,
  baseUrl: 'http://127.0.0.1',
  clientId: CLIENT_ID,
  fetch: () =>
    new Promise((resolve) => {
      setTimeout(() => resolve(new Response('{"code":"00"}')), VENDOR);
    }),
});

let most = 0;
setInterval(() => {
  most = Math.max(most, process.memoryUsage().rss);
}, 20).unref();

const server = http.createServer(toNodeHandler(relay));
server.listen({ port: 0, host: '127.0.0.1', backlog: 8192 }, () => process.send({ port: server.address().port }));
process.on('message', () => process.send({ most: Math.max(most, process.memoryUsage().rss) }));
process.on('disconnect', () => process.exit());
