// Many tokens against the stand-in, in Node.
//
// Environment: CONSUMER, the project that the package is installed in; STAND_IN_URL, a stand-in that
// admits 40 requests a second.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { esm } from '../package/consumer.mjs';
import { counting, drain, newClientId, newToken, requests } from './crowd.mjs';

const baseUrl = process.env.STAND_IN_URL;
const COUNT = 1_200;

/** In percent, of the requests that were sent. */
const refused = ({ 200: revoked, 429: refusals = 0 }) => (100 * refusals) / (revoked + refusals);

const seen = async () => (await fetch(`${baseUrl}/_stand-in`)).json();

test('1,200 tokens, alone: each is revoked once, at nearly full speed and nearly without a refusal', async (t) => {
  const fetch = counting();
  const before = await seen();
  const { revoked, different, perSecond } = await drain(
    esm.revokeTokens(requests(newClientId(), COUNT), { baseUrl, fetch }),
  );
  t.diagnostic(`${perSecond.toFixed(1)} a second, ${refused(fetch.statuses).toFixed(1)} % refused`);
  assert.deepEqual([revoked, different], [COUNT, COUNT]);
  assert.equal((await seen()).revoked - before.revoked, COUNT);
  // The pacer's figures are those of its simulations; a loaded machine has jitter of its own.
  assert.ok(refused(fetch.statuses) < 5, JSON.stringify(fetch.statuses));
});

test('1,200 tokens beside another client that takes half the quota: each is revoked all the same', async (t) => {
  const clientId = newClientId();
  const body = () => JSON.stringify({ clientId, access_token: newToken() });
  const other = { sent: 0, refused: 0, over: false };
  const sender = (async () => {
    const headers = { 'content-type': 'application/json' };
    const underWay = [];
    while (!other.over) {
      underWay.push(
        fetch(`${baseUrl}/v1/auth/token/revoke`, { method: 'POST', headers, body: body() }).then(
          ({ status }) => {
            other.sent += 1;
            if (status === 429) other.refused += 1;
          },
        ),
      );
      await wait(50);
    }
    await Promise.all(underWay);
  })();
  const fetchAndCount = counting();
  const { revoked, different, perSecond } = await drain(
    esm.revokeTokens(requests(clientId, COUNT), { baseUrl, fetch: fetchAndCount }),
  );
  other.over = true;
  await sender;
  const { statuses } = fetchAndCount;
  t.diagnostic(`${perSecond.toFixed(1)} a second, ${refused(statuses).toFixed(1)} % refused`);
  t.diagnostic(`the other: ${other.sent} sent, ${other.refused} refused`);
  assert.deepEqual([revoked, different], [COUNT, COUNT]);
  assert.ok(refused(statuses) < 15, JSON.stringify(statuses));
});

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
