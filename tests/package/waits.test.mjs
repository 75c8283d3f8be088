// The delays that are asked of `setTimeout`, in order. None is waited for.
import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import { REQUEST, REVOKED, refusal } from '../contract/examples.mjs';
import { entries } from './consumer.mjs';

const WINDOW = {
  'x-rate-limit-limit': '15',
  'x-rate-limit-remaining': '0',
  'x-rate-limit-window': '2s',
};
const TIMEOUT = 123_456;

/** Answers before a success, and the delays between them where `Math.random()` is one half. */
const WAITS = [
  ['none before a success', [], []],
  ['the seconds that the server asks for', [refusal(503, { 'retry-after': '7' })], [7000]],
  ['up to thirty of them', [refusal(429, { 'retry-after': '30' })], [30_000]],
  ['no time at all, where it asks for that', [refusal(500, { 'retry-after': '0' })], [0]],
  ['the window after a 429', [refusal(429, WINDOW)], [2000]],
  ['Retry-After rather than the window', [refusal(429, { ...WINDOW, 'retry-after': '1' })], [1000]],
  ['not the window after anything else', [refusal(503, WINDOW)], [250]],
  [
    'a back-off where it says nothing',
    Array(7).fill(refusal(502)),
    [250, 500, 1000, 2000, 4000, 4000, 4000],
  ],
  [
    'a back-off that counts every attempt',
    [refusal(429, WINDOW), refusal(500), null, refusal(500)],
    [2000, 500, 1000, 2000],
  ],
];

for (const [how, { revokeToken }] of Object.entries(entries)) {
  describe(`by ${how}, the wait is`, () => {
    const asked = async (answers, options, random = 0.5) => {
      const delays = [];
      const { setTimeout } = globalThis;
      mock.method(Math, 'random', () => random);
      mock.method(globalThis, 'setTimeout', (callback, delay, ...given) => {
        delays.push(delay);
        return setTimeout(callback, delay === options.timeout ? delay : 0, ...given);
      });
      const queue = [...answers, REVOKED].values();
      const fetch = async () => {
        const answer = queue.next().value;
        if (answer === null) throw new Error('lost');
        return new Response(answer.body, answer);
      };
      try {
        await revokeToken(REQUEST, { fetch, ...options });
      } finally {
        mock.restoreAll();
      }
      return delays;
    };

    for (const [what, answers, expected] of WAITS) {
      test(what, async () => {
        const delays = await asked(answers, { retries: 10, timeout: TIMEOUT });
        // Each attempt has its time, and a wait comes after it.
        const waits = delays.filter((delay) => delay !== TIMEOUT);
        assert.deepEqual(waits, expected);
        assert.equal(delays.length - waits.length, answers.length + 1);
      });
    }

    test('from nothing to its most, by chance', async () => {
      assert.deepEqual(await asked([null], { timeout: Infinity }, 0), [0]);
      assert.deepEqual(await asked([null], { timeout: Infinity }, 0.999), [499.5]);
    });

    test('until a date that the server names', async () => {
      const date = new Date(Date.now() + 20_000).toUTCString();
      const [delay] = await asked([refusal(503, { 'retry-after': date })], { timeout: Infinity });
      assert.ok(delay > 5_000 && delay <= 20_000, `${delay} ms`);
    });

    test('30 s for an attempt by default, and no timer where it is turned off', async () => {
      assert.deepEqual(await asked([], {}), [30_000]);
      assert.deepEqual(await asked([], { timeout: 2_147_483_647 }), [2_147_483_647]);
      assert.deepEqual(await asked([], { timeout: 2_147_483_648 }), []);
      assert.deepEqual(await asked([], { timeout: Infinity }), []);
    });
  });
}
