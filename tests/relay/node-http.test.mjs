// The table of cases over node:http, HTTP/1.1 and HTTP/2.
//
// Environment: CONSUMER, a project with the package installed; MOCK_SERVER_URL.
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import { after } from 'node:test';
import { startRecorder } from '../contract/recorder.mjs';
import { createRevokeRelay, toNodeHandler } from './package.mjs';
import { scriptedRelay } from './scripted.mjs';
import { runTable } from './table.mjs';
import { overHttp1, overHttp2 } from './transports.mjs';

const recorder = await startRecorder();
const handler = toNodeHandler(scriptedRelay(createRevokeRelay));
const servers = { http1: http.createServer(handler), http2: http2.createServer(handler) };
for (const server of Object.values(servers)) await once(server.listen(0, '127.0.0.1'), 'listening');
const urlOf = (server) => `http://127.0.0.1:${server.address().port}`;
const session = http2.connect(urlOf(servers.http2));
after(async () => {
  session.destroy();
  for (const server of Object.values(servers)) server.close();
  servers.http1.closeAllConnections();
  await recorder.close();
});

const { MOCK_SERVER_URL } = process.env;
const http1 = { send: overHttp1(urlOf(servers.http1)) };
runTable('node:http, HTTP/1.1', async () => http1, recorder.url, MOCK_SERVER_URL);
runTable('node:http, HTTP/2', async () => ({ send: overHttp2(session) }), recorder.url, MOCK_SERVER_URL);
