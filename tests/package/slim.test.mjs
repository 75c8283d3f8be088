// The entry that is given its WebAssembly, in Node, by import and by require.
//
// Environment: CONSUMER, the project that the package is installed in; MOCK_SERVER_URL.
import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';

const { CONSUMER, MOCK_SERVER_URL } = process.env;
const PACKAGE = join(CONSUMER, 'node_modules/nomba-revoke');
const WASM = readFileSync(join(PACKAGE, 'nomba_revoke_bg.wasm'));
const NOT_JWT = 'not a token';

/** The entry as if it had never been imported. */
let copies = 0;
const fresh = {
  import: () => import(`${pathToFileURL(join(PACKAGE, 'slim.js'))}?copy=${(copies += 1)}`),
  require: () => {
    const require = createRequire(join(CONSUMER, 'package.json'));
    delete require.cache[require.resolve('nomba-revoke/slim')];
    return require('nomba-revoke/slim');
  },
};

/** With a token that the mock server has not met. */
function request() {
  return { clientId: crypto.randomUUID(), access_token: crypto.randomUUID().padEnd(400, 'x') };
}

/** A LoadError, and what its message says besides. */
const loadError = (pattern) => (error) => {
  assert.equal(error.name, 'LoadError');
  assert.equal(error.outcome, 'not_revoked');
  assert.equal(error.attempts, 0);
  assert.match(error.message, pattern);
  return true;
};

/** Runs `use` with a server's address; it answers every request as given. */
async function served(status, body, use) {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'text/html' }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await use(`http://127.0.0.1:${server.address().port}/nomba_revoke_bg.wasm`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

for (const [system, load] of Object.entries(fresh)) {
  describe(`The slim entry, by ${system}`, () => {
    test('says before init that it has no WebAssembly, and sends nothing', async () => {
      const { revokeToken, inspectToken, revokeTokenRequestSchema, RevokeTokenError } = await load();
      let sent = 0;
      const fetch = async () => void (sent += 1);
      const calls = [
        () => revokeToken(request(), { fetch }),
        () => inspectToken(NOT_JWT),
        () => revokeTokenRequestSchema['~standard'].validate({}),
      ];
      for (const call of calls) {
        await assert.rejects(call, loadError(/init\(source\)/));
        await assert.rejects(call, RevokeTokenError);
      }
      assert.equal(sent, 0);
    });

    const sources = {
      'a Response': () => new Response(WASM),
      'a promise of a Response': () => Promise.resolve(new Response(WASM)),
      'a Response of another media type': () => new Response(WASM, { headers: { 'content-type': 'text/plain' } }),
      'an ArrayBuffer': () => new Uint8Array(WASM).buffer,
      'a view into a larger buffer': () => {
        const larger = new Uint8Array(WASM.length + 20);
        larger.set(WASM, 7);
        return larger.subarray(7, 7 + WASM.length);
      },
      'a DataView': () => new DataView(new Uint8Array(WASM).buffer),
      'a Blob': () => new Blob([WASM]),
      'a module': () => new WebAssembly.Module(WASM),
    };
    for (const [name, source] of Object.entries(sources)) {
      test(`takes ${name}`, async () => {
        const { init, revokeToken } = await load();
        assert.equal(await init(source()), undefined);
        const response = await revokeToken(request(), { baseUrl: MOCK_SERVER_URL });
        assert.equal(response.code, '00');
      });
    }

    const mistakes = {
      'the truncated file': [() => WASM.subarray(0, WASM.length - 100), /damaged or cut short/],
      'the first three bytes': [() => WASM.subarray(0, 3), /no WebAssembly/],
      'nothing': [() => new Uint8Array(), /no WebAssembly/],
      'a page': [() => new Response('\n<!doctype html><title>Home</title>'), /HTML page/],
      'another WebAssembly': [() => Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0), /not the one of nomba-revoke/],
      'another module': [
        () => new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)),
        /not the one of nomba-revoke/,
      ],
      'another version': [
        () => {
          const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
          const other = Buffer.from(WASM);
          // The section is the last place that says it.
          other.write('9', other.lastIndexOf(version));
          return other;
        },
        /version 9\.\d+\.\d+, the package of version \d/,
      ],
      'a Response that was read': [
        async () => {
          const response = new Response(WASM);
          await response.arrayBuffer();
          return response;
        },
        /could not be read/,
      ],
      'a request that fails': [() => Promise.reject(new TypeError('offline')), /could not be had/],
    };
    for (const [name, [source, pattern]] of Object.entries(mistakes)) {
      test(`refuses ${name}, and takes the right file afterwards`, async () => {
        const { init, inspectToken } = await load();
        await assert.rejects(init(source()), loadError(pattern));
        await assert.rejects(inspectToken(NOT_JWT), loadError(/init\(source\)/));
        await init(WASM);
        assert.equal(await inspectToken(NOT_JWT), null);
      });
    }

    test('says which status stands in the place of the WebAssembly', async () => {
      const { init, inspectToken } = await load();
      for (const status of [404, 500]) {
        await served(status, '<h1>Not here</h1>', async (address) => {
          await assert.rejects(init(fetch(address)), loadError(new RegExp(`status ${status}`)));
        });
      }
      await served(200, WASM, (address) => init(fetch(address)));
      assert.equal(await inspectToken(NOT_JWT), null);
    });

    test('passes on why a source failed', async () => {
      const { init } = await load();
      const reason = new Error('offline');
      await assert.rejects(init(Promise.reject(reason)), (error) => error.cause === reason);
      await assert.rejects(init(WASM.subarray(0, 500)), (error) => error.cause instanceof WebAssembly.CompileError);
    });

    test('takes nothing else, and says so', async () => {
      const { init } = await load();
      for (const wrong of [undefined, null, 7, '/nomba_revoke_bg.wasm', new URL('file:///x.wasm'), {}, () => WASM]) {
        await assert.rejects(init(wrong), (error) => error instanceof TypeError && /"source"/.test(error.message));
      }
    });

    test('starts once, however often and with whatever init is called', async () => {
      const { init, inspectToken } = await load();
      let started = 0;
      const { Instance } = WebAssembly;
      WebAssembly.Instance = new Proxy(Instance, {
        construct: (target, given) => {
          started += 1;
          return new target(...given);
        },
      });
      try {
        await Promise.all([init(WASM), init(Promise.resolve(new Response(WASM))), init(WASM)]);
        await init(WASM);
        await init(new Response('<!doctype html>'));
      } finally {
        WebAssembly.Instance = Instance;
      }
      assert.equal(started, 1);
      assert.equal(await inspectToken(NOT_JWT), null);
    });

    test('starts asynchronously where the engine insists', async () => {
      const { init, inspectToken } = await load();
      const { Instance } = WebAssembly;
      WebAssembly.Instance = new Proxy(Instance, {
        construct() {
          throw new RangeError('WebAssembly.Instance is disallowed on the main thread');
        },
      });
      try {
        await init(WASM);
      } finally {
        WebAssembly.Instance = Instance;
      }
      assert.equal(await inspectToken(NOT_JWT), null);
    });

    test('of several at once the one that works is enough', async () => {
      const { init, inspectToken } = await load();
      const never = init(new Promise(() => {}));
      const wrong = assert.rejects(init(WASM.subarray(0, 3)), loadError(/no WebAssembly/));
      const waiting = inspectToken(NOT_JWT);
      await init(WASM);
      assert.equal(await waiting, null);
      await wrong;
      void never;
    });

    test('a call waits for an init that is under way', async () => {
      const { init, revokeToken } = await load();
      let arrive;
      const initialised = init(new Promise((resolve) => (arrive = resolve)));
      const answer = revokeToken(request(), { baseUrl: MOCK_SERVER_URL });
      arrive(WASM);
      assert.equal((await answer).code, '00');
      await initialised;
    });

    test('a call that waits for an init fails with it', async () => {
      const { init, inspectToken } = await load();
      const waiting = assert.rejects(
        async () => {
          await Promise.resolve();
          await inspectToken(NOT_JWT);
        },
        loadError(/HTML page/),
      );
      await assert.rejects(init(new Response('<!doctype html>')), loadError(/HTML page/));
      await waiting;
    });

    test('an abort ends a call that waits for an init, at once and without a trace', async () => {
      const { init, revokeToken } = await load();
      let arrive;
      let sent = 0;
      const initialised = init(new Promise((resolve) => (arrive = resolve)));
      const listeners = new Set();
      const signal = {
        aborted: false,
        reason: undefined,
        addEventListener: (_, listener) => listeners.add(listener),
        removeEventListener: (_, listener) => listeners.delete(listener),
      };
      const options = { signal, fetch: async () => void (sent += 1) };
      const call = revokeToken(request(), options);
      await new Promise(setImmediate);
      assert.equal(listeners.size, 1);
      signal.aborted = true;
      signal.reason = new Error('enough');
      for (const listener of listeners) listener();
      await assert.rejects(call, signal.reason);
      await assert.rejects(revokeToken(request(), options), signal.reason);
      arrive(WASM);
      await initialised;
      await new Promise(setImmediate);
      assert.equal(listeners.size, 0);
      assert.equal(sent, 0);
    });

    test('calls that wait for an init share the listener on their signal, before it and after', async () => {
      const { init, revokeToken, revokeTokens } = await load();
      let arrive;
      const initialised = init(new Promise((resolve) => (arrive = resolve)));
      const { signal } = new AbortController();
      const count = () => getEventListeners(signal, 'abort').length;
      const waiting = [];
      const fetch = () => new Promise((resolve) => waiting.push(resolve));
      const calls = Array.from({ length: 20 }, () => revokeToken(request(), { signal, fetch }));
      const many = revokeTokens([request()], { signal, fetch });
      const outcome = many.next();
      await new Promise(setImmediate);
      assert.equal(count(), 1);
      arrive(WASM);
      await initialised;
      while (waiting.length < 21) await new Promise(setImmediate);
      assert.equal(count(), 1);
      for (const answer of waiting) answer(new Response('{"code":"00"}'));
      await Promise.all(calls);
      assert.equal((await outcome).value.status, 'fulfilled');
      await many.return();
      assert.equal(count(), 0);
    });

    test('a call that waits for an init with wrong options fails with what the core finds wrong', async () => {
      const { init, revokeToken } = await load();
      const fail = () => {
        throw new Error('thrown by an option');
      };
      let arrive;
      const initialised = init(new Promise((resolve) => (arrive = resolve)));
      const calls = [
        { signal: 'aborted' },
        { signal: null },
        { signal: { aborted: false } },
        { signal: { aborted: false, addEventListener: fail, removeEventListener() {} } },
        { signal: Object.defineProperty({}, 'aborted', { get: fail }) },
        Object.defineProperty({}, 'signal', { get: fail, enumerable: true }),
      ].map((options) => assert.rejects(revokeToken(request(), options), { name: 'TypeError', message: /"signal"/ }));
      const wrong = assert.rejects(revokeToken(request(), 7), { name: 'TypeError', message: /options/ });
      arrive(WASM);
      await Promise.all([initialised, wrong, ...calls]);
    });
  });
}
