// The headers X-Rate-Limit-* and Retry-After.
import { equal, rejection, same } from './assert.mjs';
import { REQUEST, REVOKED, refusal } from './examples.mjs';

const limits = (limit, remaining, window) => ({
  'x-rate-limit-limit': limit,
  'x-rate-limit-remaining': remaining,
  'x-rate-limit-window': window,
});

/** A window as written, and in milliseconds. */
const WINDOWS = {
  '1s': 1000,
  '500ms': 500,
  '1m': 60_000,
  '1h': 3_600_000,
  1: 1000,
  999: 999_000,
  1000: 1000,
  60000: 60_000,
};

const NOT_WINDOWS = ['0', '0s', '1.5s', '-1s', '1d', 's', '1s1s', 'one'];

async function response({ api, recorder }, headers) {
  const server = await recorder.script({ ...REVOKED, headers });
  return api.revokeToken(REQUEST, { baseUrl: server.baseUrl });
}

async function failure({ api, recorder }, answer) {
  const server = await recorder.script(answer);
  return rejection(api.revokeToken(REQUEST, { baseUrl: server.baseUrl, retries: 0 }));
}

export const rateLimit = [
  {
    name: 'the three headers, with the window in milliseconds',
    async run(context) {
      for (const [text, window] of Object.entries(WINDOWS)) {
        const { rateLimit } = await response(context, limits('40', '39', text));
        same(rateLimit, { limit: 40, remaining: 39, window }, `the window ${text}`);
      }
    },
  },

  {
    name: 'null where one is missing or does not parse',
    async run(context) {
      for (const headers of [
        { ...limits('40', '39', '1s'), 'x-rate-limit-limit': [] },
        { 'x-rate-limit-limit': '40', 'x-rate-limit-window': '1s' },
        { 'x-rate-limit-limit': '40', 'x-rate-limit-remaining': '39' },
        limits('forty', '39', '1s'),
        limits('40', '-1', '1s'),
        limits('40', '', '1s'),
        limits('4e1', '39', '1s'),
        ...NOT_WINDOWS.map((window) => limits('40', '39', window)),
      ]) {
        equal((await response(context, headers)).rateLimit, null, JSON.stringify(headers));
      }
    },
  },

  {
    name: 'an error has them too',
    async run(context) {
      for (const status of [400, 404, 429, 500]) {
        const { rateLimit } = await failure(context, refusal(status, limits('15', '0', '1s')));
        same(rateLimit, { limit: 15, remaining: 0, window: 1000 }, `at ${status}`);
      }
    },
  },

  {
    name: 'Retry-After in seconds is handed over in milliseconds',
    async run(context) {
      for (const [text, expected] of [
        ['0', 0],
        ['7', 7000],
        ['86400', 86_400_000],
        ['1.5', null],
        ['-1', null],
        ['soon', null],
      ]) {
        const { retryAfter } = await failure(context, refusal(503, { 'retry-after': text }));
        equal(retryAfter, expected, `of ${text}`);
      }
    },
  },

  {
    name: 'Retry-After as a date is handed over as the time until then',
    async run(context) {
      const past = 'Sun, 06 Nov 1994 08:49:37 GMT';
      equal((await failure(context, refusal(503, { 'retry-after': past }))).retryAfter, 0, 'past');
      const date = new Date(Date.now() + 3_600_000).toUTCString();
      const { retryAfter } = await failure(context, refusal(503, { 'retry-after': date }));
      const minutes = retryAfter / 60_000;
      equal(minutes > 50 && minutes <= 60, true, `${minutes} minutes are about an hour`);
    },
  },
];
