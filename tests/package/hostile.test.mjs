// Values that nobody expects, in every place where a caller or a fetch can put one. Whatever it is,
// the call settles, with an error of a type that says something, and the next call works.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { REQUEST, REVOKED, spy } from '../contract/examples.mjs';
import { entries } from './consumer.mjs';

// Without an address or a fetch of one's own, a call means the vendor.
globalThis.fetch = spy();

const thrown = new Error('thrown on purpose');
const fail = () => {
  throw thrown;
};

/** A Proxy whose every trap throws. */
function trapped(target) {
  const traps = Object.getOwnPropertyNames(Reflect).map((name) => [name, fail]);
  return new Proxy(target, Object.fromEntries(traps));
}

function revoked(target) {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** A promise whose rejection is no one's fault: where one is not handled, it is the package's. */
function rejected(reason) {
  const promise = Promise.reject(reason);
  promise.catch(() => {});
  return promise;
}

/** An object of which every member, whatever its name, is made by `member`. */
function bottomless(member) {
  return new Proxy(function () {}, {
    get: (target, name) => member(name),
    apply: () => bottomless(member),
  });
}

/** Makes each anew: some can be used once. */
const VALUES = {
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  zero: () => 0,
  'negative zero': () => -0,
  NaN: () => NaN,
  Infinity: () => Infinity,
  'a bigint': () => 10n ** 30n,
  'a symbol': () => Symbol('symbol'),
  'an iterator symbol': () => Symbol.iterator,
  'the empty string': () => '',
  'a string': () => 'text',
  'a string of a million': () => 'x'.repeat(1_000_000),
  'a boxed string': () => Object('text'),
  'a boxed number': () => Object(200),
  'a boxed symbol': () => Object(Symbol('symbol')),
  'a function': () => () => {},
  'a function that throws': () => fail,
  'an async function that throws': () => () => rejected(thrown),
  'a class': () => class {},
  'a generator': () =>
    (function* () {
      yield fail();
    })(),
  'an empty object': () => ({}),
  'an object without a prototype': () => Object.create(null),
  'an array': () => [],
  'a nested array': () => [[[]]],
  'an array-like': () => ({ length: 2 ** 53, 0: 'a' }),
  'a cyclic object': () => {
    const cyclic = { list: [] };
    cyclic.self = cyclic;
    cyclic.list.push(cyclic);
    return cyclic;
  },
  'a frozen object': () => Object.freeze({}),
  'an invalid Date': () => new Date(NaN),
  'a regular expression': () => /x/g,
  'an error': () => new Error('an error'),
  'a Map': () => new Map([[{}, {}]]),
  'a WeakMap': () => new WeakMap(),
  'an empty typed array': () => new Uint8Array(0),
  'a detached typed array': () => {
    const bytes = new Uint8Array(8);
    structuredClone(bytes, { transfer: [bytes.buffer] });
    return bytes;
  },
  'a DataView': () => new DataView(new ArrayBuffer(8)),
  'an object that is no primitive': () => ({
    toString: fail,
    valueOf: fail,
    toJSON: fail,
    [Symbol.toPrimitive]: fail,
  }),
  'an iterable that throws': () => ({ [Symbol.iterator]: fail }),
  'an endless getter chain': () => bottomless(() => bottomless(() => undefined)),
  'an object whose every member is itself': () => {
    const self = new Proxy({}, { get: (target, name) => (name === 'then' ? undefined : self) });
    return self;
  },
  'a revoked Proxy': () => revoked({}),
  'a revoked Proxy of an array': () => revoked([]),
  'a revoked Proxy of a function': () => revoked(() => {}),
  'a Proxy that throws': () => trapped({}),
  'a Proxy of a function that throws': () => trapped(() => {}),
  'a getter of then that throws': () => Object.defineProperty({}, 'then', { get: fail }),
  'a thenable that throws': () => ({ then: fail }),
  'a thenable that settles twice': () => ({
    then(resolve, reject) {
      resolve(5);
      resolve(6);
      reject(thrown);
    },
  }),
  'a thenable that rejects, then throws': () => ({
    then(resolve, reject) {
      reject(undefined);
      fail();
    },
  }),
  'a thenable of thenables': () => ({ then: (resolve) => resolve({ then: (next) => next({}) }) }),
  'a thenable that never settles': () => ({ then() {} }),
  'a promise that rejects with nothing': () => rejected(),
  'a promise whose then throws': () => Object.assign(Promise.resolve(1), { then: fail }),
  'a promise whose then settles twice': () =>
    Object.assign(Promise.resolve(1), {
      then(resolve, reject) {
        resolve({});
        reject(thrown);
        resolve(1);
      },
    }),
  'a promise with a hostile constructor': () =>
    Object.defineProperty(Promise.resolve(1), 'constructor', { get: fail }),
  'a Response that was read': () => {
    const response = new Response(REVOKED.body);
    response.text();
    return response;
  },
  'a Response that is locked': () => {
    const response = new Response(REVOKED.body);
    response.body.getReader();
    return response;
  },
  'an error Response': () => Response.error(),
  'a Proxy of a Response': () => new Proxy(new Response(REVOKED.body), {}),
  'a child of a Response': () => Object.create(new Response(REVOKED.body)),
  'a Response with members put over its own': () =>
    Object.defineProperties(new Response(REVOKED.body), {
      status: { get: fail },
      headers: { get: fail },
    }),
};

const headers = { get: () => null };
const text = async () => REVOKED.body;
const bytes = new TextEncoder().encode(REVOKED.body);
const answering = (answer) => ({ fetch: async () => answer });
const reading = (reader) => answering({ status: 200, headers, body: { getReader: () => reader } });

/** An AbortSignal by its shape. */
const signal = (members) => ({
  signal: { aborted: false, addEventListener() {}, removeEventListener() {}, ...members },
});

const OPTIONS = [
  'environment',
  'baseUrl',
  'accountId',
  'headers',
  'credentials',
  'keepalive',
  'validate',
  'signal',
  'timeout',
  'retries',
  'fetch',
];

/** The options of a call with a value in some place. */
const PLACES = {
  'an option that is unknown': (value) => ({ unknown: value }),
  'a header’s value': (value) => ({ headers: { 'x-a': value } }),
  'a pair of headers': (value) => ({ headers: [value] }),
  'a name in a pair of headers': (value) => ({ headers: [[value, 'a']] }),
  'the href of a base URL': (value) => ({ baseUrl: { href: value } }),
  'what fetch returns': (value) => ({ fetch: () => value }),
  'what fetch answers with': (value) => ({ fetch: async () => value }),
  'what fetch rejects with': (value) => ({ fetch: () => Promise.reject(value) }),
  'what fetch throws': (value) => ({
    fetch: () => {
      throw value;
    },
  }),
  'the status': (value) => answering({ status: value, headers, text }),
  'the headers of an answer': (value) => answering({ status: 200, headers: value, text }),
  'the get of its headers': (value) => answering({ status: 200, headers: { get: value }, text }),
  'a header of an answer': (value) =>
    answering({ status: 429, headers: { get: () => value }, text }),
  'the body': (value) => answering({ status: 200, headers, body: value, text }),
  'the body alone': (value) => answering({ status: 200, headers, body: value }),
  'its getReader': (value) => answering({ status: 200, headers, body: { getReader: value } }),
  'a reader': (value) => reading(value),
  'a reader’s read': (value) => reading({ read: value, cancel: value }),
  'what read returns': (value) => reading({ read: () => value, cancel: () => value }),
  'a piece': (value) => reading({ read: async () => value, cancel: fail }),
  'the bytes of a piece': (value) => reading({ read: async () => ({ done: false, value }) }),
  'the size of a piece': (value) => {
    const piece = Object.defineProperty(new Uint8Array(8), 'byteLength', { value });
    return reading({ read: async () => ({ done: false, value: piece }) });
  },
  'whether a piece is the last': (value) =>
    reading({ read: async () => ({ done: value, value: bytes }) }),
  text: (value) => answering({ status: 200, headers, text: value }),
  'what text returns': (value) => answering({ status: 200, headers, text: () => value }),
  'whether a signal is aborted': (value) => signal({ aborted: value }),
  'how to listen to a signal': (value) => signal({ addEventListener: value }),
  'how to leave a signal': (value) => signal({ removeEventListener: value }),
};
for (const option of OPTIONS) PLACES[`the option ${option}`] = (value) => ({ [option]: value });

/** How a call settled; throws where it hangs. */
async function settled(call) {
  const promise = call();
  assert.ok(promise instanceof Promise, 'a promise is returned');
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, 20_000, { status: 'hangs' });
  });
  const [outcome] = await Promise.race([Promise.allSettled([promise]), late.then((end) => [end])]);
  clearTimeout(timer);
  return outcome;
}

for (const [how, api] of Object.entries(entries)) {
  const { revokeToken, inspectToken, revokeTokenRequestSchema, RevokeTokenError } = api;

  const works = async () => {
    const fetch = spy();
    assert.equal((await revokeToken(REQUEST, { fetch })).code, '00');
    assert.equal(fetch.calls.length, 1);
  };

  /**
   * Ours: a class of our own, or a TypeError that says what is wrong with an option. A signal that is
   * aborted without a reason comes to the platform's own.
   */
  const typed = ({ status, value, reason }) =>
    status === 'fulfilled'
      ? value.code === '00'
      : reason instanceof RevokeTokenError ||
        (reason?.constructor === TypeError &&
          /^The(re is an unknown)? option/.test(reason.message)) ||
        (reason instanceof DOMException && reason.name === 'AbortError');

  describe(`by ${how}`, () => {
    for (const [place, options] of Object.entries(PLACES)) {
      test(`${place} may be anything`, async () => {
        for (const [what, make] of Object.entries(VALUES)) {
          // Nothing must leave for the vendor, whatever the option is.
          const given = { fetch: spy(), retries: 0, timeout: 20, ...options(make()) };
          const outcome = await settled(() => revokeToken(REQUEST, given));
          assert.ok(typed(outcome), `${what}: ${outcome.status}, ${outcome.reason?.stack}`);
        }
        await works();
      });
    }

    test('the request may be anything', async () => {
      for (const [what, make] of Object.entries(VALUES)) {
        for (const request of [
          make(),
          { clientId: make(), access_token: make() },
          { ...REQUEST, access_token: make() },
          { token: make(), client_id: make() },
        ]) {
          const fetch = spy();
          const { status, reason } = await settled(() => revokeToken(request, { fetch }));
          assert.equal(status, 'rejected', what);
          assert.ok(reason instanceof RevokeTokenError, what);
          assert.equal(reason.name, 'ValidationError', what);
          assert.equal(fetch.calls.length, 0, what);
        }
      }
      await works();
    });

    test('the options may be anything', async () => {
      for (const [what, make] of Object.entries(VALUES)) {
        // A request that is not valid: nothing may be sent where the options are.
        const { status, reason } = await settled(() => revokeToken({}, make()));
        assert.equal(status, 'rejected', what);
        const known = reason instanceof RevokeTokenError || reason?.constructor === TypeError;
        assert.ok(known && !/undefined|Cannot/.test(reason.message), `${what}: ${reason}`);
      }
      await works();
    });

    test('the token to look into may be anything', async () => {
      for (const [what, make] of Object.entries(VALUES)) {
        assert.deepEqual(
          await settled(() => inspectToken(make())),
          { status: 'fulfilled', value: null },
          what,
        );
      }
      await works();
    });

    test('what a schema validates may be anything', async () => {
      const { validate } = revokeTokenRequestSchema['~standard'];
      for (const [what, make] of Object.entries(VALUES)) {
        assert.ok(validate(make()).issues.length > 0, what);
        assert.ok(validate({ clientId: make(), access_token: make() }).issues.length > 0, what);
      }
      await works();
    });

    test('anything may be asked whether it is an instance', () => {
      for (const [what, make] of Object.entries(VALUES)) {
        assert.equal(make() instanceof RevokeTokenError, false, what);
      }
    });

    test('what was slipped into every object is no answer of the server', async () => {
      Object.prototype.code = '00';
      try {
        const fetch = spy(() => new Response('{}'));
        await assert.rejects(revokeToken(REQUEST, { fetch }), { name: 'UnexpectedResponseError' });
      } finally {
        delete Object.prototype.code;
      }
    });

    test('what was slipped into every object is no option of the caller’s', async () => {
      Object.prototype.timeout = 'never';
      try {
        const fetch = spy();
        assert.equal((await revokeToken(REQUEST, { fetch })).code, '00');
        assert.equal(fetch.calls.length, 1);
      } finally {
        delete Object.prototype.timeout;
      }
    });

    test('an option may come from a class, and need not show in a list of members', async () => {
      class Settings {
        constructor(fetch) {
          this.fetch = fetch;
        }
        get timeout() {
          return 'never';
        }
      }
      const hidden = (fetch) => Object.defineProperty({ fetch }, 'timeout', { value: 'never' });
      for (const make of [(fetch) => new Settings(fetch), hidden]) {
        const fetch = spy();
        await assert.rejects(revokeToken(REQUEST, make(fetch)), { name: 'TypeError', message: /timeout/ });
        assert.equal(fetch.calls.length, 0);
      }
    });

    test('a header may have the name of a member of every object', async () => {
      const fetch = spy();
      await revokeToken(REQUEST, { fetch, headers: [['__proto__', 'a'], ['constructor', 'b']] });
      const [[, init]] = fetch.calls;
      assert.deepEqual(Object.entries(init.headers).slice(2), [
        ['__proto__', 'a'],
        ['constructor', 'b'],
      ]);
    });

    /** Runs `use` with another value in place of a global. */
    const replaced = async (name, value, use) => {
      const before = Object.getOwnPropertyDescriptor(globalThis, name);
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
      try {
        return await use();
      } finally {
        if (before) Object.defineProperty(globalThis, name, before);
        else delete globalThis[name];
      }
    };

    test('a timer may call back at once, and a navigator may be nothing', async () => {
      const { setTimeout } = globalThis;
      const atOnce = (callback) => void callback();
      const answers = [() => Promise.reject(thrown), () => new Response(REVOKED.body)];
      const fetch = async () => answers.shift()();
      // Later, the watch of this test needs the real one.
      let turn = 0;
      const timer = (...given) => (turn++ > 0 ? setTimeout : atOnce)(...given);
      const call = () => revokeToken(REQUEST, { fetch, timeout: Infinity });
      await replaced('navigator', null, async () => {
        const outcome = settled(call);
        await replaced('setTimeout', timer, () => outcome);
        assert.equal((await outcome).value?.attempts, 2);
      });
    });

    test('a platform that throws where an error is made leaves no promise behind', async () => {
      const { captureStackTrace } = Error;
      const fetch = spy(() => new Response('{}', { status: 404 }));
      Error.captureStackTrace = fail;
      const promise = revokeToken(REQUEST, { fetch });
      const outcome = await settled(() => promise).finally(() => {
        Error.captureStackTrace = captureStackTrace;
      });
      assert.equal(outcome.reason, thrown);
      await works();
    });

    test('a controller that throws stops no one', async () => {
      class Broken extends AbortController {
        abort() {
          fail();
        }
      }
      await replaced('AbortController', Broken, async () => {
        const fetch = () => new Promise(() => {});
        const call = () => revokeToken(REQUEST, { fetch, timeout: 1, retries: 0 });
        assert.equal((await settled(call)).reason.name, 'TimeoutError');
      });
    });

    test('a call may be made while another one is being made', async () => {
      const inner = [];
      const again = () => inner.push(revokeToken(REQUEST, { fetch: spy() }));
      const request = new Proxy(REQUEST, {
        get(target, name) {
          again();
          return target[name];
        },
      });
      const fetch = () => {
        again();
        return { then: (resolve) => (again(), resolve(new Response(REVOKED.body))) };
      };
      const options = {
        fetch,
        get signal() {
          again();
          return undefined;
        },
      };
      assert.equal((await revokeToken(request, options)).code, '00');
      assert.ok(inner.length >= 5, `${inner.length} calls inside`);
      for (const { code } of await Promise.all(inner)) assert.equal(code, '00');
    });
  });
}
