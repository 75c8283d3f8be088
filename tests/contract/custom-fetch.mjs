// A `fetch` of the caller's: what it may do to an answer, and what it may throw.
import { equal, match, ok, rejection, same } from './assert.mjs';
import { REQUEST, REVOKED, again, refusal, spy } from './examples.mjs';

const HERE = 'http://127.0.0.1:8080';
const ENDPOINT = `${HERE}/v1/auth/token/revoke`;
const ELSEWHERE = `${HERE}/status`;

/** An answer by its shape, as libraries make their own. */
function answer({ status = 200, headers = {}, body = REVOKED.body }, members = {}) {
  const own = { status, headers: new Headers(headers), text: async () => body };
  return Object.defineProperties(own, Object.getOwnPropertyDescriptors(members));
}

const fail = () => {
  throw new Error('thrown by a getter');
};

/** How a call ends whose `fetch` gives such answers in turn, and what it was given. */
async function ended({ api }, answers, options = {}) {
  const rest = [...answers];
  const fetch = spy(() => {
    const next = rest.length > 1 ? rest.shift() : rest[0];
    return typeof next === 'function' ? next() : next;
  });
  const promise = api.revokeToken(REQUEST, { baseUrl: HERE, fetch, ...options });
  const end = await promise.then(
    (response) => ({ name: null, ...response }),
    (error) => error,
  );
  return { end, calls: fetch.calls.length };
}

/** The end of a call whose answer came from another address. */
function isElsewhere({ api }, error) {
  ok(error instanceof api.RevokeTokenError, `${error} is a RevokeTokenError`);
  same(
    [error.name, error.outcome, error.attempts],
    ['UnexpectedResponseError', 'unknown', 1],
    'name, outcome, attempts',
  );
  same(
    [error.code, error.description, error.rateLimit, error.retryAfter],
    [null, null, null, null],
    'code, description, rateLimit, retryAfter: the endpoint sent none',
  );
  match(error.message, /fetch followed a redirect to another address than the endpoint's/);
}

/** Answers of another address. */
const ANSWERS_ELSEWHERE = {
  'that the token is revoked': REVOKED,
  'another code': { body: '{"code":"01","description":"No."}' },
  'a page': { body: '<!doctype html>' },
  ...Object.fromEntries(
    [201, 302, 400, 401, 403, 404, 422, 429, 500, 503].map((status) => [
      status,
      again(status),
    ]),
  ),
};

const QUOTA = { 'x-rate-limit-limit': '1', 'x-rate-limit-remaining': '0', 'x-rate-limit-window': '1m' };

/** Members of an answer that show no redirect. */
const AT_THE_ENDPOINT = {
  'no member of these': {},
  'redirected: false': { redirected: false },
  'redirected: false, and another url': { redirected: false, url: ELSEWHERE },
  'the url asked': { url: ENDPOINT },
  'the url asked, with a fragment': { url: `${ENDPOINT}#top` },
  'the url asked, not normalised': { url: 'HTTP://127.0.0.1:8080/v1/x/../auth/./token/revoke' },
  'the url asked, relative to itself': { url: '/v1/auth/token/revoke' },
  'an empty url': { url: '' },
  'a url that is no text': { url: 7 },
  'a url that is an object': { url: new URL(ELSEWHERE) },
  'getters that throw': {
    get redirected() {
      return fail();
    },
    get url() {
      return fail();
    },
  },
};

/** Members of an answer that came from another address. */
const AT_ANOTHER_ADDRESS = {
  'redirected: true': { redirected: true },
  'redirected: true, and the url asked': { redirected: true, url: ENDPOINT },
  'another path': { url: ELSEWHERE },
  'another host': { url: 'http://localhost:8080/v1/auth/token/revoke' },
  'another port': { url: 'http://127.0.0.1:8081/v1/auth/token/revoke' },
  'another scheme': { url: 'https://127.0.0.1:8080/v1/auth/token/revoke' },
  'a query': { url: `${ENDPOINT}?login=1` },
  'a slash at the end': { url: `${ENDPOINT}/` },
  'another path, relative': { url: '/status' },
  'an address that can’t be parsed': { url: 'http://[' },
  'an address that is no page’s': { url: 'about:blank' },
  'redirected that is no boolean': { redirected: 'no', url: ELSEWHERE },
  'a getter of redirected that throws': {
    url: ELSEWHERE,
    get redirected() {
      return fail();
    },
  },
};

/** An error with an answer, as ky, ofetch and wretch throw it. */
function thrown(response) {
  return () => Promise.reject(Object.assign(new Error('Request failed'), { response }));
}

const THROWN = {
  302: ['UnexpectedResponseError', 'unknown'],
  400: ['RequestError', 'not_revoked'],
  401: ['AuthenticationError', 'not_revoked'],
  403: ['AuthorizationError', 'not_revoked'],
  404: ['RecordNotFoundError', 'not_revoked'],
  422: ['RequestError', 'not_revoked'],
  429: ['RateLimitError', 'not_revoked'],
  500: ['ServerError', 'unknown'],
};

/** What a `fetch` may throw without an answer that counts. */
const WITHOUT_ANSWER = {
  'nothing': undefined,
  'null': null,
  'a text': 'lost',
  'an error': new Error('lost'),
  'a 200': { response: answer(REVOKED) },
  'a status of 299': { response: answer({ status: 299 }) },
  'a status of 1000': { response: answer({ status: 1000 }) },
  'a status that is a text': { response: answer({ status: '404' }) },
  'no headers': { response: { status: 404, text: async () => '' } },
  'no body': { response: { status: 404, headers: new Headers(), data: {} } },
  'no object': { response: 404 },
  'null for an answer': { response: null },
  'a getter that throws': {
    get response() {
      return fail();
    },
  },
};

export const customFetch = [
  ...[302, 307].map((status) => ({
    name: `a fetch that follows a redirect anyway (${status}) brings no answer of the endpoint’s`,
    async run(context) {
      const { api, recorder } = context;
      const server = await recorder.script({ status, redirect: true });
      const follow = (url, init) => globalThis.fetch(url, { ...init, redirect: 'follow' });
      const options = { baseUrl: server.baseUrl, fetch: follow };
      const error = await rejection(api.revokeToken(REQUEST, options));
      isElsewhere(context, error);
      equal(error.status, 200, 'status');
      const requests = await server.requests();
      same(
        requests.map(({ elsewhere }) => elsewhere),
        [false, true],
        'where requests arrived',
      );
    },
  })),

  ...Object.entries(ANSWERS_ELSEWHERE).map(([what, response]) => ({
    name: `another address says ${what}: it doesn’t count, and is not tried again`,
    async run(context) {
      const headers = { ...response.headers, ...QUOTA };
      const { end, calls } = await ended(context, [answer({ ...response, headers }, { redirected: true })]);
      isElsewhere(context, end);
      same([end.status, calls], [response.status ?? 200, 1], 'status, calls');
    },
  })),

  ...Object.entries(AT_ANOTHER_ADDRESS).map(([what, members]) => ({
    name: `an answer from another address: ${what}`,
    async run(context) {
      const { end, calls } = await ended(context, [answer(REVOKED, members)]);
      isElsewhere(context, end);
      equal(calls, 1, 'calls');
    },
  })),

  ...Object.entries(AT_THE_ENDPOINT).map(([what, members]) => ({
    name: `an answer of the endpoint’s: ${what}`,
    async run(context) {
      const revoked = await ended(context, [answer(REVOKED, members)]);
      equal(revoked.end.name, null, `the name of ${revoked.end}`);
      const refused = await ended(context, [answer(refusal(404), members)]);
      equal(refused.end.name, 'RecordNotFoundError', 'name');
    },
  })),

  {
    name: 'the body of an answer from another address is not read, and its request is stopped',
    async run(context) {
      let stopped;
      const read = [];
      const body = { getReader: () => read.push('reader') };
      const headers = new Headers();
      const fetch = (url, { signal }) => {
        stopped = () => signal.aborted;
        return Promise.resolve({ status: 200, headers, body, text: () => read.push('text'), redirected: true });
      };
      isElsewhere(context, await rejection(context.api.revokeToken(REQUEST, { baseUrl: HERE, fetch })));
      same([read, stopped()], [[], true], 'read, stopped');
    },
  },

  {
    name: 'an answer from another address after a lost one: two attempts, and no third',
    async run(context) {
      const lost = () => Promise.reject(new Error('lost'));
      const elsewhere = answer(REVOKED, { redirected: true });
      const { end, calls } = await ended(context, [lost, elsewhere], { retries: 10 });
      same([end.name, end.outcome, end.attempts], ['UnexpectedResponseError', 'unknown', 2], 'error');
      equal(calls, 2, 'calls');
    },
  },

  {
    name: 'of many tokens, a 429 of another address stops no one and is not tried again',
    async run({ api }) {
      const headers = { 'retry-after': '3600', ...QUOTA };
      let calls = 0;
      const fetch = async () => {
        calls += 1;
        return calls === 2
          ? answer({ ...refusal(429, headers) }, { url: ELSEWHERE })
          : answer(REVOKED);
      };
      const input = Array(5).fill(REQUEST);
      const options = { baseUrl: HERE, fetch, concurrency: 1 };
      const names = [];
      for await (const { value, reason } of api.revokeTokens(input, options)) {
        names.push(value?.code ?? `${reason.name}, ${reason.outcome}`);
      }
      same(names, ['00', 'UnexpectedResponseError, unknown', '00', '00', '00'], 'outcomes');
      equal(calls, 5, 'calls');
    },
  },

  ...Object.entries(THROWN).map(([status, [name, outcome]]) => ({
    name: `an error that carries an answer of status ${status} is that answer: ${name}`,
    async run(context) {
      const error = Object.assign(new Error('Request failed'), {
        response: answer(refusal(Number(status), { 'retry-after': '60' })),
      });
      const { end, calls } = await ended(context, [() => Promise.reject(error)]);
      ok(end instanceof context.api.RevokeTokenError, `${end} is a RevokeTokenError`);
      same(
        [end.name, end.outcome, end.status, end.code, end.description, end.retryAfter],
        [name, outcome, Number(status), status, 'The reason', 60_000],
        'name, outcome, status, code, description, retryAfter',
      );
      equal(end.cause, error, 'cause');
      ok(!('cause' in end.toJSON()), 'toJSON leaves it out');
      equal(calls, 1, 'calls');
    },
  })),

  {
    name: 'an answer that was thrown is read as one that was returned, whatever was thrown and how',
    async run(context) {
      const response = () => answer(refusal(403));
      for (const fetch of [
        () => Promise.reject({ response: response() }),
        () => Promise.reject(Object.create({ response: response() })),
        () => Promise.reject(Object.assign(() => {}, { response: response() })),
        () => Promise.reject(Object.freeze({ response: new Response('', { status: 403 }) })),
        () => {
          throw { response: response() };
        },
      ]) {
        const { end } = await ended(context, [], { fetch });
        same([end.name, end.outcome, end.attempts], ['AuthorizationError', 'not_revoked', 1], 'error');
      }
    },
  },

  {
    name: 'a library that has read the body of what it throws leaves the status its name',
    async run(context) {
      const read = new Response('{"code":"404"}', { status: 404 });
      await read.text();
      const locked = new Response('{"code":"404"}', { status: 404 });
      locked.body.getReader();
      const unreadable = answer({ status: 404 }, { text: () => Promise.reject(new Error('read')) });
      for (const response of [read, locked, unreadable]) {
        const { end, calls } = await ended(context, [thrown(response)]);
        same(
          [end.name, end.outcome, end.status, end.code, end.cause.response],
          ['RecordNotFoundError', 'not_revoked', 404, null, response],
          'name, outcome, status, code, cause',
        );
        equal(calls, 1, 'calls');
      }
    },
  },

  {
    name: 'an answer that was thrown keeps its name and cause where its body never ends',
    async run(context) {
      const response = answer({ status: 401 }, { text: () => new Promise(() => {}) });
      const { end } = await ended(context, [thrown(response)], { timeout: 500, retries: 0 });
      same([end.name, end.status, end.cause?.response], ['AuthenticationError', 401, response], 'error');
    },
  },

  ...Object.entries(WITHOUT_ANSWER).map(([what, reason]) => ({
    name: `what is thrown with ${what} stays a NetworkError`,
    async run(context) {
      const { end, calls } = await ended(context, [() => Promise.reject(reason)], { retries: 0 });
      same(
        [end.name, end.outcome, end.status, calls],
        ['NetworkError', 'unknown', null, 1],
        'name, outcome, status, calls',
      );
      equal(end.cause, reason, 'cause');
      equal('cause' in end, reason !== undefined, 'there is a cause');
    },
  })),

  {
    name: 'an answer that was thrown is retried as its status is, and waits as it says',
    async run(context) {
      for (const status of [429, 503]) {
        const { end, calls } = await ended(context, [thrown(answer(again(status))), answer(REVOKED)]);
        same([end.name, end.attempts, calls], [null, 2, 2], 'name, attempts, calls');
      }
      const patient = thrown(answer(refusal(503, { 'retry-after': '31' })));
      const { end, calls } = await ended(context, [patient]);
      same([end.name, end.retryAfter, calls], ['ServerError', 31_000, 1], 'name, retryAfter, calls');
    },
  },

  {
    name: 'what an earlier attempt threw is no cause of how the last one ended',
    async run(context) {
      const first = thrown(answer(again(503)));
      const never = () => new Promise(() => {});
      for (const [last, name] of [
        [answer(refusal(404)), 'RecordNotFoundError'],
        [never, 'TimeoutError'],
        [answer({ body: '[]' }), 'UnexpectedResponseError'],
      ]) {
        const { end } = await ended(context, [first, last], { retries: 1, timeout: 500 });
        same([end.name, end.attempts, 'cause' in end], [name, 2, false], 'name, attempts, cause');
      }
    },
  },

  {
    name: 'an answer that was thrown and came from another address doesn’t count either',
    async run(context) {
      for (const status of [302, 401, 404, 429, 503]) {
        for (const members of [{ redirected: true }, { url: ELSEWHERE }]) {
          const response = answer(again(status), members);
          const { end, calls } = await ended(context, [thrown(response)]);
          isElsewhere(context, end);
          same([end.status, end.cause.response, calls], [status, response, 1], 'status, cause, calls');
        }
      }
    },
  },

  {
    name: 'of many tokens, a 429 that was thrown puts its token back',
    async run({ api }) {
      let calls = 0;
      const fetch = async () => {
        calls += 1;
        if (calls === 2) return thrown(answer(again(429)))();
        return answer(REVOKED);
      };
      const options = { baseUrl: HERE, fetch, retries: 0, rateLimit: false, concurrency: 1 };
      const attempts = [];
      for await (const { value } of api.revokeTokens([REQUEST, REQUEST], options)) {
        attempts.push(value?.attempts);
      }
      same(attempts, [1, 2], 'attempts');
    },
  },

  {
    name: 'a fetch that ignores the signal holds up no one, and its late answer is no one’s',
    async run({ api }) {
      const late = [];
      const fetch = () => new Promise((resolve, reject) => late.push({ resolve, reject }));
      const controller = new AbortController();
      const { signal } = controller;
      const aborted = rejection(api.revokeToken(REQUEST, { baseUrl: HERE, fetch, signal }));
      controller.abort('enough');
      equal(await aborted, 'enough', 'reason');
      const options = { baseUrl: HERE, fetch, timeout: 20, retries: 0 };
      const timedOut = await rejection(api.revokeToken(REQUEST, options));
      equal(timedOut.name, 'TimeoutError', 'name');
      late[0].resolve(answer(REVOKED, { redirected: true }));
      late[1].reject({ response: answer(refusal(404)) });
    },
  },

  {
    name: 'what a fetch does to what it is given changes nothing in the next attempt',
    async run({ api }) {
      const seen = [];
      const fetch = async (url, init) => {
        seen.push([url, JSON.stringify({ ...init, signal: undefined })]);
        for (const name of Object.keys(init.headers)) delete init.headers[name];
        for (const name of Object.keys(init)) delete init[name];
        init.method = 'GET';
        return answer(seen.length === 1 ? again(503) : REVOKED);
      };
      const options = { baseUrl: HERE, fetch, headers: { 'x-csrf': 'a' }, accountId: 'b' };
      equal((await api.revokeToken(REQUEST, options)).attempts, 2, 'attempts');
      same(seen[1], seen[0], 'what the second attempt was given');
    },
  },
];
