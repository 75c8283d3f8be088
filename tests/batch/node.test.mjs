// Many tokens against the mock server, in Node.
//
// Environment: CONSUMER, the project that the package is installed in; MOCK_SERVER_URL, a mock server that
// admits 40 requests a second.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { esm } from '../package/consumer.mjs';
import { counting, drain, newClientId, newToken, refused, requests } from './crowd.mjs';

const baseUrl = process.env.MOCK_SERVER_URL;
const COUNT = 1_200;

// Each client has a quota of its own.
describe('In Node', { concurrency: true }, () => {
  test('1,200 tokens, alone: each is revoked once, at nearly full speed and nearly without a refusal', async (t) => {
    const fetch = counting();
    const { revoked, different, perSecond } = await drain(
      esm.revokeTokens(requests(newClientId(), COUNT), { baseUrl, fetch }),
    );
    t.diagnostic(`${perSecond.toFixed(1)} a second, ${refused(fetch.statuses).toFixed(1)} % refused`);
    assert.deepEqual([revoked, different], [COUNT, COUNT]);
    assert.equal(fetch.statuses[200], COUNT);
    // The pacer's figures are those of its simulations; a loaded machine has jitter of its own.
    assert.ok(refused(fetch.statuses) < 5, JSON.stringify(fetch.statuses));
  });

  test('1,200 tokens beside another client that takes half the quota: each is revoked', async (t) => {
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
});
