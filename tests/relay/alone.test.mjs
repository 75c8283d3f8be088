// What a table of cases can't reach: the relay in this process, with a `fetch` of the test's own.
//
// Environment: CONSUMER, a project with the package installed.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createRevokeRelay, INSTALLED } from './package.mjs';
import { CLIENT_ID, newToken } from './table.mjs';

// Node needs WebAssembly itself the first time that it makes one of these.
new Request('http://relay.example');

const REVOKED = () => new Response('{"code":"00"}');
const NOT_FOUND = () => new Response('{"code":"404"}', { status: 404 });
const RIGHT = { authorize: () => true, baseUrl: 'http://127.0.0.1', clientId: CLIENT_ID };

function post(token = newToken(), key) {
  const headers = { 'content-type': 'application/json' };
  if (key !== undefined) headers['idempotency-key'] = key;
  const init = { method: 'POST', headers, body: JSON.stringify({ access_token: token }) };
  return new Request('http://relay.example/v1/auth/token/revoke', init);
}

const gateOf = (response) => response.headers.get('x-nomba-revoke-relay');

describe('A relay without WebAssembly', () => {
  /** A relay of a fresh copy of the package, made and used where the platform has no WebAssembly. */
  async function withoutWasm(options, use) {
    const { createRevokeRelay: create } = await import(`${pathToFileURL(join(INSTALLED, 'relay.js'))}?${Math.random()}`);
    const { WebAssembly: wasm } = globalThis;
    delete globalThis.WebAssembly;
    try {
      return await use(create({ ...RIGHT, ...options }));
    } finally {
      globalThis.WebAssembly = wasm;
    }
  }

  test('refuses with 500 load, is audited, and sends nothing', async () => {
    const audit = [];
    const errors = [];
    const fetch = () => assert.fail('something was sent');
    const options = { fetch, audit: (entry) => void audit.push(entry), onError: (error) => errors.push(error) };
    const response = await withoutWasm(options, (relay) => relay(post()));
    assert.deepEqual([response.status, gateOf(response)], [500, 'load']);
    assert.deepEqual(audit.map(({ stage }) => stage), ['before', 'after']);
    assert.deepEqual([audit[1].outcome, audit[1].name], ['not_revoked', 'LoadError']);
    assert.equal(errors[0].name, 'LoadError');
  });

  test('refuses at earlier gates as ever, audit among them', async () => {
    const audit = () => {
      throw new Error('full');
    };
    assert.equal(gateOf(await withoutWasm({ audit }, (relay) => relay(post()))), 'audit');
    const approve = () => false;
    assert.equal(gateOf(await withoutWasm({ approve }, (relay) => relay(post()))), 'approve');
  });

  test('refuses what could never be sent with load, too', async () => {
    assert.equal(gateOf(await withoutWasm({}, (relay) => relay(post(7)))), 'load');
  });
});

describe('A relay whose platform fails', () => {
  test('answers with 500 internal before sending, and onError gets the error', async () => {
    const errors = [];
    const relay = createRevokeRelay({ ...RIGHT, fetch: REVOKED, onError: (error) => errors.push(error) });
    for (const request of [undefined, null, {}, { method: 'POST', headers: new Headers(), url: 'no URL' }]) {
      const response = await relay(request);
      assert.deepEqual([response.status, gateOf(response)], [500, 'internal']);
    }
    assert.equal(errors.length, 4);
  });

  test('answers with 500 internal where the trail of audit can\'t be made', async (t) => {
    t.mock.method(crypto, 'randomUUID', () => {
      throw new Error('no random numbers');
    });
    const relay = createRevokeRelay({ ...RIGHT, fetch: () => assert.fail('something was sent'), audit() {} });
    assert.equal(gateOf(await relay(post())), 'internal');
  });
});

describe('A fetch of one\'s own', () => {
  test('may throw for a status: the answer is in what it throws', async () => {
    const headers = { 'retry-after': '9', 'x-rate-limit-limit': '15' };
    const error = Object.assign(new Error('429'), { response: new Response('{"code":"429"}', { status: 429, headers }) });
    const relay = createRevokeRelay({ ...RIGHT, fetch: () => Promise.reject(error) });
    const response = await relay(post());
    assert.deepEqual([response.status, gateOf(response)], [429, 'vendor']);
    assert.equal(response.headers.get('retry-after'), '9');
    assert.equal(response.headers.get('x-rate-limit-limit'), '15');
  });

  test('may answer with nothing, or with headers that no Response may have', async () => {
    const shaped = (get) => ({ status: 404, headers: { get }, text: async () => '{"code":"404"}' });
    for (const [answer, gate] of [
      [undefined, 'unexpected'],
      [{}, 'unexpected'],
      [shaped(() => 'a\r\nset-cookie: b'), 'vendor'],
      [shaped(() => '\u{1f4a9}'), 'vendor'],
      [shaped(() => 7), 'vendor'],
      [shaped(() => 'x'.repeat(300)), 'vendor'],
    ]) {
      const response = await createRevokeRelay({ ...RIGHT, fetch: async () => answer })(post());
      assert.equal(gateOf(response), gate);
      assert.equal(response.headers.get('x-rate-limit-limit'), null);
    }
  });

  test('is stopped when the time is over', async () => {
    let signal;
    const fetch = (_url, init) => new Promise(() => (signal = init.signal));
    const relay = createRevokeRelay({ ...RIGHT, fetch, timeout: 50 });
    assert.equal(gateOf(await relay(post())), 'timeout');
    assert.equal(signal.aborted, true);
  });
});

test('A client id that no header can hold is not repeated either', async () => {
  const clientId = '\u{1f511}'.repeat(36);
  const echo = JSON.stringify({ code: clientId, description: `No client ${clientId}` });
  const fetch = async () => new Response(echo, { status: 400 });
  const response = await createRevokeRelay({ ...RIGHT, clientId, fetch })(post());
  assert.deepEqual(await response.json(), { code: '400', description: null });
});

describe('waitUntil', () => {
  test('is called as a method with the whole work, before the vendor is asked', async () => {
    const order = [];
    let work;
    const context = {
      waitUntil(promise) {
        assert.equal(this, context);
        order.push('waitUntil');
        work = promise;
      },
    };
    const fetch = async () => {
      order.push('fetch');
      return REVOKED();
    };
    const audit = async ({ stage }) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      order.push(stage);
    };
    const relay = createRevokeRelay({ ...RIGHT, fetch, audit });
    const answering = relay(post(), context);
    await answering;
    await work;
    assert.deepEqual(order, ['waitUntil', 'before', 'fetch', 'after']);
  });

  test('may be missing, or throw', async () => {
    const relay = createRevokeRelay({ ...RIGHT, fetch: async () => REVOKED() });
    const throwing = {
      waitUntil() {
        throw new Error('no');
      },
    };
    const hostile = new Proxy({}, { get: throwing.waitUntil });
    for (const context of [undefined, null, 7, { waitUntil: 'later' }, throwing, hostile]) {
      assert.equal(gateOf(await relay(post(), context)), 'vendor');
    }
  });

  test('is not called by a request that is refused', async () => {
    const context = { waitUntil: () => assert.fail('it was called') };
    await createRevokeRelay({ ...RIGHT, authorize: () => false })(post(), context);
  });
});

test('The vendor\'s answer is awaited where the caller leaves', async () => {
  const leaving = new AbortController();
  const audit = [];
  const fetch = async (_url, { signal }) => {
    leaving.abort();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(signal.aborted, false);
    return REVOKED();
  };
  const relay = createRevokeRelay({ ...RIGHT, fetch, audit: (entry) => void audit.push(entry) });
  const request = new Request(post(), { signal: leaving.signal });
  assert.equal(gateOf(await relay(request)), 'vendor');
  assert.equal(audit[1].outcome, 'revoked');
});

describe('A body', () => {
  /** A request whose body is what `pull` puts into a stream. */
  function streamed(pull, further) {
    const body = new ReadableStream({ pull }, { highWaterMark: 0 });
    const headers = { 'content-type': 'application/json', ...further };
    return new Request('http://relay.example/v1/auth/token/revoke', { method: 'POST', headers, body, duplex: 'half' });
  }

  const relay = createRevokeRelay({ ...RIGHT, fetch: () => assert.fail('something was sent') });

  test('that says it is too large is refused unread', async () => {
    const request = streamed(() => assert.fail('it was read'), { 'content-length': '8193' });
    assert.equal(gateOf(await relay(request)), 'size');
  });

  test('of empty pieces without end is refused', async () => {
    const request = streamed((controller) => controller.enqueue(new Uint8Array()));
    assert.equal(gateOf(await relay(request)), 'size');
  });

  test('whose pieces are no bytes is refused', async () => {
    // Node checks the pieces of a Request that it makes itself.
    const pieces = new ReadableStream({ pull: (controller) => controller.enqueue('text') });
    const { method, url, headers } = post();
    const response = await relay({ method, url, headers, body: pieces, bodyUsed: false });
    assert.equal(gateOf(response), 'body');
  });
});

describe('The memory of a relay', () => {
  test('keeps 10,000 facts, of which the oldest goes', async () => {
    let sent = 0;
    const fetch = async () => {
      sent += 1;
      return REVOKED();
    };
    const relay = createRevokeRelay({ ...RIGHT, fetch });
    const token = newToken();
    for (let key = 0; key < 10_000; key += 1) await relay(post(token, `key ${key}`));
    await relay(post(token, 'key 0'));
    assert.equal(sent, 10_000, 'the first is known');
    await relay(post(token, 'key 10000'));
    assert.equal(sent, 10_001);
    await relay(post(token, 'key 1'));
    assert.equal(sent, 10_001, 'the second is known');
    await relay(post(token, 'key 0'));
    assert.equal(sent, 10_002, 'the first is forgotten');
  });

  test('never forgets a request that is under way', async () => {
    const token = newToken();
    let lose;
    let isSent;
    const first = new Promise((_, reject) => (lose = reject));
    const sent = new Promise((resolve) => (isSent = resolve));
    const answers = [
      () => {
        isSent();
        return first;
      },
    ];
    const fetch = async () => (answers.shift() ?? NOT_FOUND)();
    const relay = createRevokeRelay({ ...RIGHT, fetch, timeout: Infinity });
    const pending = relay(post(token, 'the key'));
    await sent;
    for (let key = 0; key < 10_050; key += 1) await relay(post(token, `key ${key}`));
    lose(new TypeError('lost'));
    assert.equal(gateOf(await pending), 'network');
    assert.equal(gateOf(await relay(post(token, 'the key'))), 'doubt');
  });

  test('forgets after 600 seconds', async (t) => {
    let sent = 0;
    const fetch = async () => {
      sent += 1;
      return REVOKED();
    };
    const relay = createRevokeRelay({ ...RIGHT, fetch });
    const token = newToken();
    const start = performance.now();
    const clock = t.mock.method(performance, 'now', () => start);
    await relay(post(token, 'key'));
    clock.mock.mockImplementation(() => start + 599_000);
    await relay(post(token, 'key'));
    assert.equal(sent, 1);
    clock.mock.mockImplementation(() => start + 601_000);
    await relay(post(token, 'key'));
    assert.equal(sent, 2);
  });
});

test('A shared store joins two relays, and what another wrote meanwhile counts', async () => {
  const map = new Map();
  const store = { get: async (key) => map.get(key), set: async (key, value) => void map.set(key, value) };
  const token = newToken();
  const one = createRevokeRelay({ ...RIGHT, store, fetch: async () => REVOKED() });
  const other = createRevokeRelay({ ...RIGHT, store, fetch: async () => NOT_FOUND() });
  await one(post(token, 'key'));
  const replayed = await other(post(token, 'key'));
  assert.equal(replayed.headers.get('idempotency-replayed'), 'true');

  const audit = [];
  const racing = createRevokeRelay({
    ...RIGHT,
    store,
    audit: (entry) => void audit.push(entry),
    fetch: async () => {
      for (const key of map.keys()) map.set(key, 'revoked');
      return NOT_FOUND();
    },
  });
  const raced = await racing(post(token, 'another key'));
  assert.deepEqual([raced.status, raced.headers.get('idempotency-replayed')], [200, 'true']);
  assert.ok([...map.values()].every((value) => value === 'revoked'), 'revoked is not written over');
  assert.deepEqual(audit.map(({ stage, status }) => [stage, status]), [['before', undefined], ['after', 404], ['replayed', 200]]);
});
