// What toNodeHandler does beside handing on requests.
//
// Environment: CONSUMER, a project with the package installed.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from 'node:test';
import { createRevokeRelay, toNodeHandler } from './package.mjs';
import { CLIENT_ID, newToken, PATH } from './table.mjs';

const RIGHT = {
  authorize: () => true,
  baseUrl: 'http://127.0.0.1',
  clientId: CLIENT_ID,
  fetch: async () => new Response('{"code":"00"}'),
};

/** For a test that waits for what a wrong adapter never does, in milliseconds. */
const LONGEST = 60_000;

/** How long the adapter lets the client of an upload read the answer, in milliseconds. */
const TO_READ = 500;

/** Serves a listener on a port of its own, for as long as a test runs. */
async function serve(t, listener, create = http.createServer) {
  const server = create(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections?.();
  });
  return server.address().port;
}

async function post(port, { path = PATH, method = 'POST', headers = {}, body = JSON.stringify({ access_token: newToken() }) } = {}) {
  const request = http.request({ port, host: '127.0.0.1', path, method, headers: { 'content-type': 'application/json', ...headers }, agent: false });
  request.on('error', () => {});
  request.end(body);
  const [response] = await once(request, 'response');
  return { status: response.statusCode, headers: response.headers, text: await text(response) };
}

const gateOf = ({ headers }) => headers['x-nomba-revoke-relay'];

test('another path goes to next, where there is one', async (t) => {
  const handler = toNodeHandler(createRevokeRelay(RIGHT));
  const port = await serve(t, (req, res) => handler(req, res, () => res.end('next')));
  assert.equal((await post(port, { path: '/elsewhere' })).text, 'next');
  assert.equal((await post(port, { path: '/elsewhere', method: 'GET' })).text, 'next');
  assert.equal(gateOf(await post(port)), 'vendor');
  const alone = await serve(t, handler);
  assert.equal(gateOf(await post(alone, { path: '/elsewhere' })), 'path');
});

test('the path is that of originalUrl, of whole URLs, and of nonsense', async (t) => {
  const handler = toNodeHandler(createRevokeRelay(RIGHT));
  const port = await serve(t, (req, res) => {
    req.originalUrl = req.url;
    req.url = '/';
    return handler(req, res);
  });
  assert.equal(gateOf(await post(port, { path: `/api${PATH}?x=1` })), 'vendor');
  assert.equal(gateOf(await post(port, { path: `http://127.0.0.1${PATH}` })), 'vendor');
  for (const path of ['//', '//[', '/%', '*', `/?${PATH}`, 'http://[']) {
    assert.equal(gateOf(await post(port, { path })), 'path', path);
  }
});

test('a method that no Request may have is refused as any other', async (t) => {
  const port = await serve(t, toNodeHandler(createRevokeRelay(RIGHT)));
  for (const method of ['TRACE', 'PROPFIND', 'DELETE']) {
    assert.equal((await post(port, { method, body: '' })).status, 405, method);
  }
});

test('a body that a parser has read is used, as an object, a text, bytes or rawBody', async (t) => {
  const token = newToken();
  const object = { access_token: token };
  const json = JSON.stringify(object);
  const sent = [];
  const fetch = async (_url, { body }) => {
    sent.push(JSON.parse(body).access_token);
    return new Response('{"code":"00"}');
  };
  const handler = toNodeHandler(createRevokeRelay({ ...RIGHT, fetch }));
  for (const left of [{ body: object }, { body: json }, { body: Buffer.from(json) }, { rawBody: Buffer.from(json), body: {} }]) {
    const port = await serve(t, async (req, res) => {
      await text(req);
      Object.assign(req, left);
      handler(req, res);
    });
    assert.equal(gateOf(await post(port)), 'vendor');
  }
  assert.deepEqual(sent, [token, token, token, token]);
});

test('a body that a parser has read and not left is refused at once, with what to do', async (t) => {
  const handler = toNodeHandler(createRevokeRelay(RIGHT));
  const circular = {};
  circular.self = circular;
  for (const left of [{}, { body: undefined }, { body: 7 }, { body: circular }]) {
    const port = await serve(t, async (req, res) => {
      await text(req);
      Object.assign(req, left);
      handler(req, res);
    });
    const answer = await post(port);
    assert.deepEqual([answer.status, gateOf(answer)], [400, 'body']);
    // A refusal that had waited for the body would say that the body did not arrive in time.
    assert.match(answer.text, /before a body parser reads it/);
  }
});

test('the context is { req, res }', async (t) => {
  let seen;
  const authorize = (_request, context) => {
    seen = Object.keys(context);
    return context.req.user === 'ada';
  };
  const handler = toNodeHandler(createRevokeRelay({ ...RIGHT, authorize }));
  const port = await serve(t, (req, res) => handler(Object.assign(req, { user: 'ada' }), res));
  assert.equal(gateOf(await post(port)), 'vendor');
  assert.deepEqual(seen, ['req', 'res']);
});

test('cookies of a hook\'s Response are set one by one', async (t) => {
  const authorize = () => {
    const headers = new Headers({ connection: 'x', 'transfer-encoding': 'chunked' });
    headers.append('set-cookie', 'a=1');
    headers.append('set-cookie', 'b=2');
    return new Response('no', { status: 401, headers });
  };
  const port = await serve(t, toNodeHandler(createRevokeRelay({ ...RIGHT, authorize })));
  const answer = await post(port);
  assert.deepEqual([answer.status, answer.text], [401, 'no']);
  assert.deepEqual(answer.headers['set-cookie'], ['a=1', 'b=2']);
});

/**
 * Holds the timer after which the adapter closes the connection of an upload. `isAsked` resolves when the adapter has
 * answered and asked for the timer; `end` ends it.
 */
function holdTimer(t) {
  const timer = {};
  timer.isAsked = new Promise((resolve) => {
    const { setTimeout } = globalThis;
    t.mock.method(globalThis, 'setTimeout', (callback, time, ...given) => {
      if (time !== TO_READ) return setTimeout(callback, time, ...given);
      timer.end = callback;
      resolve();
      return undefined;
    });
  });
  return timer;
}

/**
 * Sends an upload without end. Returns its socket, an empty `text` for what the test reads, and `isClosed`, which resolves
 * when the connection is closed.
 */
function uploadWithoutEnd(t, port) {
  const socket = net.connect(port, '127.0.0.1');
  const upload = { socket, text: '', isClosed: new Promise((resolve) => socket.once('close', resolve)) };
  socket.on('error', () => {});
  socket.write(`POST ${PATH} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`);
  const sending = setInterval(() => socket.write(`186a0\r\n${'x'.repeat(100_000)}\r\n`), 5);
  t.after(() => clearInterval(sending));
  return upload;
}

async function until(isTrue) {
  while (!isTrue()) await wait(5);
}

/** How an upload without end is refused: unread, or while it is read. */
const REFUSALS = [
  { status: 403, authorize: () => false, description: /does not permit/ },
  { status: 413, authorize: () => true, description: /over 8 KiB/ },
];

for (const { status, authorize, description } of REFUSALS) {
  test(`a client that uploads without end reads the refusal ${status}, is drained, and is cut off`, { timeout: LONGEST }, async (t) => {
    const timer = holdTimer(t);
    let incoming;
    const handler = toNodeHandler(createRevokeRelay({ ...RIGHT, authorize }));
    const port = await serve(t, (req, res) => {
      incoming = req;
      return handler(req, res);
    });
    const upload = uploadWithoutEnd(t, port);
    await timer.isAsked;
    // A slow reader: it goes on sending, and the rest is drained.
    const before = incoming.socket.bytesRead;
    await until(() => incoming.socket.bytesRead - before > 1_000_000);
    upload.socket.on('data', (bytes) => (upload.text += bytes));
    await until(() => description.test(upload.text));
    assert.match(upload.text, new RegExp(`^HTTP/1\\.1 ${status} `));
    assert.match(upload.text, /connection: close/i);
    timer.end();
    await upload.isClosed;
  });
}

test('an HTTP/2 stream that uploads without end is closed, and the connection goes on', async (t) => {
  const port = await serve(t, toNodeHandler(createRevokeRelay({ ...RIGHT, authorize: () => false })), http2.createServer);
  const session = http2.connect(`http://127.0.0.1:${port}`);
  t.after(() => session.destroy());
  for (let times = 0; times < 2; times += 1) {
    const stream = session.request({ ':method': 'POST', ':path': PATH, 'content-type': 'application/json' });
    stream.on('error', () => {});
    stream.write('{');
    const closed = once(stream, 'close');
    const [{ ':status': status }] = await once(stream, 'response');
    assert.equal(status, 403);
    stream.resume();
    await closed;
    assert.equal(stream.rstCode, http2.constants.NGHTTP2_NO_ERROR);
  }
});

test('a socket that is closed is not written to, and the revocation goes on', async (t) => {
  const audit = [];
  let finish;
  const finished = new Promise((resolve) => (finish = resolve));
  let isClosed;
  const closed = new Promise((resolve) => (isClosed = resolve));
  const relay = createRevokeRelay({
    ...RIGHT,
    fetch: async () => {
      request.destroy();
      await closed;
      return new Response('{"code":"00"}');
    },
    audit: (entry) => void audit.push(entry.stage),
  });
  const handler = toNodeHandler(relay);
  const port = await serve(t, (req, res) => {
    res.on('close', isClosed);
    res.on('error', (error) => finish(error));
    handler(req, res).then(() => finish('done'), finish);
  });
  const request = http.request({ port, host: '127.0.0.1', path: PATH, method: 'POST', headers: { 'content-type': 'application/json' } });
  request.on('error', () => {});
  request.end(JSON.stringify({ access_token: newToken() }));
  assert.equal(await finished, 'done');
  assert.deepEqual(audit, ['before', 'after']);
});

test('an answer that somebody else has begun is left alone', async (t) => {
  const handler = toNodeHandler(createRevokeRelay(RIGHT));
  const port = await serve(t, async (req, res) => {
    res.write('somebody ');
    await handler(req, res);
    res.end('else');
  });
  assert.equal((await post(port)).text, 'somebody else');
});

test('a wrapper that rejects closes the connection, and the handler does not reject', async (t) => {
  const handler = toNodeHandler(() => Promise.reject(new Error('broken')));
  let settled;
  const port = await serve(t, (req, res) => {
    settled = handler(req, res);
  });
  const request = http.request({ port, host: '127.0.0.1', path: PATH, method: 'POST' }).end('{}');
  const [error] = await once(request, 'error');
  assert.equal(error.code, 'ECONNRESET');
  await settled;
});
