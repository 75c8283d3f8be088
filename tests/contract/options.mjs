// The options, and the errors for wrong ones.
import { equal, match, ok, rejection, same } from './assert.mjs';
import { REQUEST, REVOKED, refusal, spy } from './examples.mjs';

const throws = () => {
  throw new Error('thrown by an option');
};

/** An option and values that it must not have. */
const WRONG = {
  environment: ['', 'Production', 'live', ' production', 'https://api.nomba.com', 0, null, {}],
  baseUrl: [
    '',
    'ftp://localhost',
    'file:///tmp',
    'http://',
    'http://[',
    'https://user@proxy.example',
    'https://:word@proxy.example',
    'https://proxy.example?',
    'https://proxy.example/?a=b',
    'https://proxy.example/#',
    'https://proxy.example/#part',
    'http://proxy.example',
    'http://127.0.0.1.example',
    'http://localhost.example',
    'http://192.168.0.1',
    'http://api.nomba.com',
    'https://api.nomba.com/v1',
    'https://sandbox.nomba.com/v1/',
    'data:text/plain,x',
    5,
    null,
    true,
    {},
    [],
    throws,
  ],
  accountId: ['', '  ', 'a\nb', 'a\r\nx-other: b', 'a\0', 'ключ', 5, null, {}],
  headers: [
    5,
    'x-a: b',
    null,
    true,
    { 'content-type': 'text/plain' },
    { Accept: '*/*' },
    { ACCOUNTID: 'a' },
    [['Content-Type', 'text/plain']],
    { 'x a': 'b' },
    { '': 'b' },
    { 'x-a': 'a\nb' },
    { 'x-a': 'ключ' },
    [['x-a']],
    [['x-a', 'b', 'c']],
    { [Symbol.iterator]: throws },
  ],
  credentials: ['', 'Include', 'include ', true, null],
  keepalive: ['true', 1, 0, null],
  validate: ['false', 0, 1, null],
  signal: [
    null,
    5,
    'abort',
    {},
    { aborted: false },
    { aborted: 0, addEventListener() {}, removeEventListener() {} },
  ],
  timeout: [0, -0, -1, NaN, -Infinity, '30000', null, {}, 5n],
  retries: [-1, 0.5, 11, NaN, Infinity, '2', null, true, 2n],
  fetch: [5, null, {}, 'fetch', true],
};

const RIGHT = {
  baseUrl: [
    'http://localhost:1',
    'http://a.localhost',
    'http://127.1.2.3',
    'http://[::1]:8080',
    'https://proxy.example',
  ],
  accountId: ['account-7', 'é'],
  headers: [{}, [], { 'x-empty': '' }, { Authorization: 'Bearer x' }],
  credentials: ['omit', 'same-origin', 'include'],
  keepalive: [true, false],
  validate: [true, false],
  timeout: [30_000.5, 1000, 2147483647, 2147483648, Infinity, Number.MAX_VALUE],
  retries: [0, 10],
};

/** Base addresses, and where a revocation goes below them. */
const ADDRESSES = [
  ['https://proxy.example', 'https://proxy.example/v1/auth/token/revoke'],
  ['https://proxy.example/', 'https://proxy.example/v1/auth/token/revoke'],
  ['https://proxy.example/a/b', 'https://proxy.example/a/b/v1/auth/token/revoke'],
  ['https://proxy.example/a/b/', 'https://proxy.example/a/b/v1/auth/token/revoke'],
  ['https://proxy.example/v1', 'https://proxy.example/v1/v1/auth/token/revoke'],
  ['HTTPS://Proxy.Example:443/A', 'https://proxy.example/A/v1/auth/token/revoke'],
  ['https://proxy.example:8443/a%20b', 'https://proxy.example:8443/a%20b/v1/auth/token/revoke'],
  ['https://sandbox.nomba.com', 'https://sandbox.nomba.com/v1/auth/token/revoke'],
];

/** Calls with an option, and returns the TypeError that it must come to. */
async function refused({ api, recorder }, options) {
  const server = await recorder.script(REVOKED);
  const fetch = spy();
  const error = await rejection(
    api.revokeToken(REQUEST, {
      ...('baseUrl' in options || 'environment' in options ? {} : { baseUrl: server.baseUrl }),
      ...('fetch' in options ? {} : { fetch }),
      ...options,
    }),
  );
  equal(error?.constructor, TypeError, `the class of ${error}`);
  equal(fetch.calls.length, 0, 'calls of fetch');
  equal((await server.requests()).length, 0, 'requests');
  return error;
}

async function calledWith(api, options) {
  const fetch = spy();
  await api.revokeToken(REQUEST, { ...options, fetch });
  equal(fetch.calls.length, 1, 'calls of fetch');
  equal(fetch.calls[0].length, 2, 'arguments of fetch');
  return fetch.calls[0];
}

export const options = [
  ...Object.entries(WRONG).map(([name, values]) => ({
    name: `a wrong ${name} is a TypeError that names it, and nothing is sent`,
    async run(context) {
      for (const value of values) {
        const error = await refused(context, { [name]: value });
        match(error.message, new RegExp(`"${name}"`));
      }
    },
  })),

  {
    name: 'an unknown option is a TypeError that names it',
    async run(context) {
      for (const name of ['retry', 'baseURL', 'url', 'concurrency', 'toString', 'constructor']) {
        const error = await refused(context, { [name]: 1 });
        match(error.message, new RegExp(`"${name}"`));
      }
    },
  },

  {
    name: 'options that are no object are a TypeError',
    async run({ api }) {
      // A function or an array among them would be a call with the arguments mixed up.
      for (const value of [null, 5, 'sandbox', true, [], () => {}]) {
        const error = await rejection(api.revokeToken({}, value));
        equal(error?.constructor, TypeError, `the class of ${error}`);
      }
    },
  },

  {
    name: 'environment beside baseUrl is a TypeError that names both',
    async run(context) {
      const error = await refused(context, {
        environment: 'sandbox',
        baseUrl: 'https://proxy.example',
      });
      match(error.message, /"environment".*"baseUrl"/);
    },
  },

  {
    name: 'no message repeats a value',
    async run(context) {
      const secret = 'correct-horse-battery';
      for (const wrong of [
        { headers: { 'x-a': `${secret}\na` } },
        { headers: { [`${secret} `]: 'a' } },
        { accountId: `${secret}\na` },
        { baseUrl: `https://user:${secret}@proxy.example` },
        { baseUrl: `https://proxy.example/?key=${secret}` },
        { environment: secret },
        { [`${secret}.${secret}`]: 1 },
      ]) {
        const error = await refused(context, wrong);
        ok(!`${error.message}${error.stack}`.includes(secret), 'the value is not repeated');
        equal(error.cause, undefined, 'cause');
      }
    },
  },

  ...Object.entries(RIGHT).map(([name, values]) => ({
    name: `every right ${name} is taken`,
    async run({ api }) {
      for (const value of values) await calledWith(api, { [name]: value });
    },
  })),

  {
    name: 'an option with the value undefined counts as absent',
    async run({ api }) {
      const names = [...Object.keys(WRONG), 'unknown'].filter((name) => name !== 'fetch');
      const none = Object.fromEntries(names.map((name) => [name, undefined]));
      const [url, { signal, ...init }] = await calledWith(api, none);
      const [expectedUrl, { signal: _, ...expected }] = await calledWith(api, {});
      equal(url, expectedUrl, 'address');
      same(init, expected, 'init');
    },
  },

  {
    name: 'the environments are the servers of the specification',
    async run({ api }) {
      for (const [options, server] of [
        [{}, 'https://api.nomba.com'],
        [{ environment: 'production' }, 'https://api.nomba.com'],
        [{ environment: 'sandbox' }, 'https://sandbox.nomba.com'],
      ]) {
        const [url] = await calledWith(api, options);
        equal(url, `${server}/v1/auth/token/revoke`, 'address');
      }
    },
  },

  {
    name: 'baseUrl is a string or a URL, and its path is kept',
    async run({ api }) {
      for (const [base, expected] of ADDRESSES) {
        for (const baseUrl of [base, new URL(base)]) {
          const [url] = await calledWith(api, { baseUrl });
          equal(url, expected, 'address');
        }
      }
    },
  },

  {
    name: 'the same baseUrl comes to the same each time, whatever stood beside it',
    async run(context) {
      const good = 'https://proxy.example/again';
      for (let time = 0; time < 2; time += 1) {
        await refused(context, { baseUrl: 'http://proxy.example/again' });
        // Refused for what comes after it.
        await refused(context, { baseUrl: good, timeout: 0 });
        await refused(context, { baseUrl: good, environment: 'sandbox' });
        const [url] = await calledWith(context.api, { baseUrl: good });
        equal(url, `${good}/v1/auth/token/revoke`, 'address');
      }
    },
  },

  {
    name: 'a relative baseUrl resolves against the page, and is a TypeError outside of one',
    async run(context) {
      const page = globalThis.document?.baseURI ?? globalThis.location?.href;
      let expected;
      try {
        expected = new URL('/api/nomba/v1/auth/token/revoke', page).href;
      } catch {
        match((await refused(context, { baseUrl: '/api/nomba' })).message, /"baseUrl"/);
        return;
      }
      const [url] = await calledWith(context.api, { baseUrl: '/api/nomba' });
      equal(url, expected, 'address');
    },
  },

  {
    name: 'fetch is called with a string and a plain object',
    async run({ api }) {
      const [url, { signal, cache, ...init }] = await calledWith(api, {});
      equal(typeof url, 'string', 'the type of the address');
      same(
        init,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'application/json' },
          body: JSON.stringify(REQUEST),
          redirect: 'manual',
          referrerPolicy: 'no-referrer',
        },
        'init',
      );
      const [, { headers }] = await calledWith(api, {});
      for (const object of [init, headers]) {
        ok(Object.getPrototypeOf(Object.getPrototypeOf(object)) === null, 'a plain object');
      }
      equal(cache, 'cache' in Request.prototype ? 'no-store' : undefined, 'cache');
      equal(signal instanceof AbortSignal && !signal.aborted, true, 'a signal that is not aborted');
    },
  },

  {
    name: 'what is called is the function alone, whatever hangs on it',
    async run({ api }) {
      let receiver = 'not called';
      const fetch = function (...given) {
        receiver = this;
        return spy()(...given);
      };
      fetch.call = throws;
      fetch.apply = throws;
      await api.revokeToken(REQUEST, { fetch });
      equal(receiver, undefined, 'this');
    },
  },

  {
    name: 'credentials and keepalive are passed on only where given',
    async run({ api }) {
      const [, without] = await calledWith(api, { keepalive: false });
      ok(!('credentials' in without) && !('keepalive' in without), 'absent where not given');
      const [, { credentials, keepalive }] = await calledWith(api, {
        credentials: 'include',
        keepalive: true,
      });
      same([credentials, keepalive], ['include', true], 'credentials, keepalive');
    },
  },

  {
    name: 'a setting that the runtime does not know is never an error',
    async run({ api, recorder }) {
      for (const credentials of ['omit', 'same-origin', 'include']) {
        const server = await recorder.script(REVOKED);
        const { baseUrl } = server;
        const response = await api.revokeToken(REQUEST, { baseUrl, credentials, keepalive: true });
        equal(response.attempts, 1, 'attempts');
      }
    },
  },

  {
    name: 'any HeadersInit will do',
    async run({ api, recorder }) {
      for (const headers of [
        { 'X-First': 'one', 'x-second': 'two' },
        [
          ['X-First', 'one'],
          ['x-second', 'two'],
        ],
        new Headers({ 'X-First': 'one', 'x-second': 'two' }),
        new Map([
          ['X-First', 'one'],
          ['x-second', 'two'],
        ]),
      ]) {
        const server = await recorder.script(REVOKED);
        await api.revokeToken(REQUEST, { baseUrl: server.baseUrl, headers });
        const [{ headers: sent }] = await server.requests();
        same([sent['x-first'], sent['x-second']], ['one', 'two'], 'headers');
      }
    },
  },

  {
    name: 'retries says how many attempts follow the first',
    async run({ api, recorder }) {
      for (const [options, expected] of [
        [{ retries: 0 }, 1],
        [{ retries: 1 }, 2],
        [{}, 3],
        [{ retries: 10 }, 11],
      ]) {
        const server = await recorder.script(refusal(503, { 'retry-after': '0' }));
        const error = await rejection(
          api.revokeToken(REQUEST, { baseUrl: server.baseUrl, ...options }),
        );
        equal(error.attempts, expected, 'attempts');
        equal((await server.requests()).length, expected, 'requests');
      }
    },
  },
];
