// Many tokens in a background tab, whose timers are late.
//
// Environment: CONSUMER, the project that the package is installed in; MOCK_SERVER_URL, a mock server that
// admits 40 requests a second.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { esm } from '../package/consumer.mjs';
import { counting, drain, newClientId, refused, requests } from './crowd.mjs';

const baseUrl = process.env.MOCK_SERVER_URL;

test('timers that come once a second, as in a background tab, draw no burst that is refused', async (t) => {
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (call, time, ...given) =>
    setTimeout(call, Math.ceil(time / 1000) * 1000, ...given);
  try {
    const fetch = counting();
    const { revoked, perSecond } = await drain(
      esm.revokeTokens(requests(newClientId(), 300), { baseUrl, fetch }),
    );
    t.diagnostic(`${perSecond.toFixed(1)} a second, ${refused(fetch.statuses).toFixed(1)} % refused`);
    assert.equal(revoked, 300);
    assert.ok(refused(fetch.statuses) < 5, JSON.stringify(fetch.statuses));
  } finally {
    globalThis.setTimeout = setTimeout;
  }
});
