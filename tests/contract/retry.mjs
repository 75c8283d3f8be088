// Which attempts are repeated, and how often.
import { equal, ok, rejection, same } from './assert.mjs';
import { REQUEST, REVOKED, again, refusal, spy } from './examples.mjs';

const FINAL = [400, 401, 403, 404, 422, 202, 402, 409, 418];
const RETRIED = [429, 500, 501, 502, 503, 504, 599];

async function failure({ api, recorder }, answers, options) {
  const server = await recorder.script(...answers);
  const error = await rejection(api.revokeToken(REQUEST, { baseUrl: server.baseUrl, ...options }));
  ok(error instanceof api.RevokeTokenError, `${error} is a RevokeTokenError`);
  equal((await server.requests()).length, error.attempts, 'requests');
  return error;
}

export const retry = [
  {
    name: 'a refusal is final, even where it asks for a retry',
    async run(context) {
      for (const status of FINAL) {
        const { attempts } = await failure(context, [again(status), REVOKED]);
        equal(attempts, 1, `attempts at ${status}`);
      }
      const other = { headers: { 'retry-after': '0' }, body: '{"code":"01"}' };
      equal((await failure(context, [other, REVOKED])).attempts, 1, 'attempts at another code');
    },
  },

  {
    name: '429 and every 5xx are tried again',
    async run({ api, recorder }) {
      for (const status of RETRIED) {
        const server = await recorder.script(again(status), again(status), REVOKED);
        const { attempts } = await api.revokeToken(REQUEST, { baseUrl: server.baseUrl });
        equal(attempts, 3, `attempts at ${status}`);
      }
    },
  },

  {
    name: 'without Retry-After there is a back-off, and then a retry',
    async run(context) {
      const { attempts } = await failure(context, [refusal(500), refusal(400)]);
      equal(attempts, 2, 'attempts');
    },
  },

  {
    name: 'a server that asks for over 30 seconds is not waited for',
    async run(context) {
      for (const status of [429, 503]) {
        const error = await failure(context, [refusal(status, { 'retry-after': '31' }), REVOKED]);
        same([error.attempts, error.retryAfter], [1, 31_000], 'attempts, retryAfter');
      }
      const window = {
        'x-rate-limit-limit': '1',
        'x-rate-limit-remaining': '0',
        'x-rate-limit-window': '1m',
      };
      const error = await failure(context, [refusal(429, window), REVOKED]);
      same([error.attempts, error.retryAfter], [1, null], 'attempts, retryAfter');
    },
  },

  {
    name: 'Retry-After goes before the rate limit’s window',
    async run({ api, recorder }) {
      const window = {
        'x-rate-limit-limit': '1',
        'x-rate-limit-remaining': '0',
        'x-rate-limit-window': '1h',
        'retry-after': '0',
      };
      const server = await recorder.script(refusal(429, window), REVOKED);
      const { attempts } = await api.revokeToken(REQUEST, { baseUrl: server.baseUrl });
      equal(attempts, 2, 'attempts');
    },
  },

  {
    name: 'the error is that of the last attempt',
    async run(context) {
      const last = {
        status: 429,
        headers: { 'retry-after': '44' },
        body: '{"code":"9","description":"z"}',
      };
      const error = await failure(context, [again(500), last]);
      same(
        [error.name, error.status, error.code, error.description, error.retryAfter],
        ['RateLimitError', 429, '9', 'z', 44_000],
        'name, status, code, description, retryAfter',
      );
    },
  },

  {
    name: 'what fetch throws or rejects with is a lost answer, handed on as the cause',
    async run({ api }) {
      const reason = new TypeError('fetch failed');
      for (const given of [reason, 'a string', undefined, null, 0]) {
        for (const fetch of [
          () => Promise.reject(given),
          () => {
            throw given;
          },
        ]) {
          const error = await rejection(api.revokeToken(REQUEST, { fetch, retries: 0 }));
          ok(error instanceof api.RevokeTokenError, `${error} is a RevokeTokenError`);
          same(
            [error.name, error.outcome, error.attempts],
            ['NetworkError', 'unknown', 1],
            'error',
          );
          ok(Object.is(error.cause, given), 'cause');
        }
      }
    },
  },

  {
    name: 'an answer that is no Response is unexpected, and final',
    async run({ api }) {
      const headers = new Headers();
      for (const answer of [
        undefined,
        null,
        5,
        'a string',
        {},
        { status: 200 },
        { status: 200, headers },
        { status: '200', headers, text: async () => REVOKED.body },
        { status: 200.5, headers, text: async () => REVOKED.body },
        { status: 200, headers: {}, text: async () => REVOKED.body },
      ]) {
        const fetch = spy(() => answer);
        const error = await rejection(api.revokeToken(REQUEST, { fetch }));
        ok(error instanceof api.RevokeTokenError, `${error} is a RevokeTokenError`);
        same(
          [error.name, error.outcome, error.status, fetch.calls.length],
          ['UnexpectedResponseError', 'unknown', null, 1],
          'name, outcome, status, calls',
        );
      }
    },
  },
];
