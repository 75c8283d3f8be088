// A server for the contract suite, scripted over HTTP from any runtime. It answers each request as
// a test asked it to, and remembers what arrived, byte for byte. Node only.
//
//   POST /          with a list of answers (JSON)      -> { "id" }
//   anything /ID/…  the next answer of that list; when it is used up, the last one again
//   GET /ID         what has arrived below /ID so far  -> [{ method, path, headers, body, … }]
//   DELETE /ID      gives the answers below /ID that are held
//
// An answer is `{ status, headers, body, held, end, redirect }`, all optional. `held` delays the answer until a DELETE.
// `redirect` adds a `Location` at another origin, which answers everything with success. `end` says how it ends:
//
//   whole      in the ordinary way; the default
//   silent     never answers
//   drop       closes the connection without an answer
//   open       sends head and body, and never ends the body
//   truncated  sends head and body, and closes the connection before the announced length
//
// A connection serves one request: on a used one, browsers repeat by themselves what is dropped.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

const REVOKED = { body: '{"code":"00","description":"Token revoked successfully"}' };

/** Time for what was written to leave before its connection is closed. */
const TO_LEAVE = 50;

/**
 * @returns {Promise<{ url: string, close(): Promise<void> }>} the address, without a slash at its end
 */
export async function startRecorder() {
  const logs = new Map();
  const elsewhere = await listen((request, response) => serve(logs, request, response));
  const here = await listen((request, response) => serve(logs, request, response, elsewhere.url));
  return {
    url: here.url,
    async close() {
      await Promise.all([here.close(), elsewhere.close()]);
    },
  };
}

async function listen(handle) {
  const server = createServer((request, response) => {
    handle(request, response).catch((error) => response.destroy(error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** `elsewhere` is the address of the other origin; without it, this is the other origin. */
async function serve(logs, request, response, elsewhere) {
  response.setHeader('connection', 'close');
  admitEveryPage(request, response);
  if (request.method === 'OPTIONS' && 'access-control-request-method' in request.headers) {
    response.writeHead(204).end();
    return;
  }
  const body = Buffer.concat(await request.toArray());
  const [, id, path] = /^\/([^/]*)(.*)$/s.exec(request.url);
  const log = logs.get(id);
  if (id === '' && request.method === 'POST') {
    const made = randomUUID();
    const log = { answers: JSON.parse(body), requests: [] };
    log.given = new Promise((resolve) => (log.give = resolve));
    logs.set(made, log);
    sendJson(response, { id: made });
  } else if (log === undefined) {
    response.writeHead(404).end();
  } else if (path === '' && request.method === 'GET') {
    sendJson(response, log.requests);
  } else if (path === '' && request.method === 'DELETE') {
    log.give();
    sendJson(response, {});
  } else {
    const record = {
      method: request.method,
      path,
      headers: request.headers,
      body: body.toString('base64'),
      elsewhere: elsewhere === undefined,
      // Whether the caller went away before the answer was whole.
      stopped: false,
    };
    const earlier = log.requests.filter((one) => one.elsewhere === record.elsewhere).length;
    log.requests.push(record);
    response.once('close', () => (record.stopped = !response.writableFinished));
    const scripted = log.answers[Math.min(earlier, log.answers.length - 1)];
    if (scripted.held) await log.given;
    await answer(response, record.elsewhere ? REVOKED : scripted, elsewhere + request.url);
  }
}

async function answer(response, scripted, location) {
  const { status = 200, headers = {}, body = '', end = 'whole', redirect } = scripted;
  if (end === 'silent') return;
  if (end === 'drop') {
    response.destroy();
    return;
  }
  const bytes = Buffer.from(body);
  if (end === 'truncated') response.setHeader('content-length', bytes.length + 1);
  if (redirect) response.setHeader('location', location);
  response.setHeader('access-control-expose-headers', Object.keys(headers).join(', '));
  response.writeHead(status, headers);
  response.flushHeaders();
  if (end === 'whole') {
    response.end(bytes);
    return;
  }
  response.write(bytes);
  if (end === 'truncated') {
    await wait(TO_LEAVE);
    response.destroy();
  }
}

function sendJson(response, value) {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(value));
}

function admitEveryPage({ headers }, response) {
  if (headers.origin === undefined) return;
  response.setHeader('access-control-allow-origin', headers.origin);
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-allow-methods', 'GET, POST, DELETE');
  const asked = headers['access-control-request-headers'];
  if (asked !== undefined) response.setHeader('access-control-allow-headers', asked);
  response.setHeader('vary', 'origin');
}
