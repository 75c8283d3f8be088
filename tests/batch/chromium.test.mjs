// Many tokens against the mock server, from a page in Chromium under the demo page's policy.
//
// Environment: MOCK_SERVER_URL, a mock server that admits 40 requests a second and serves the page;
// CHROMIUM, the browser.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open } from '../page/browser.mjs';
import { AFTER_LATE, LATE, newClientId, newToken } from './crowd.mjs';

const COUNT = 1_200;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

test('1,200 tokens from a page: each is revoked once, nearly without a refusal', async (t) => {
  const watched = await open(browser);
  // What a browser writes for a refusal; the limit is checked below.
  watched.expect(/status of 429/);
  await watched.page.goto(`${process.env.MOCK_SERVER_URL}/`);
  const requests = Array.from({ length: COUNT }, () => newToken());
  const clientId = newClientId();
  const [revoked, different, perSecond, refused] = await watched.page.evaluate(
    async ([clientId, tokens, longest, after]) => {
      const { revokeTokens } = await import('/pkg/index.js');
      let refused = 0;
      let late = -Infinity;
      // As in crowd.mjs.
      const counted = async (url, init) => {
        const started = performance.now();
        const response = await fetch(url, init);
        const now = performance.now();
        if (now - started > longest) late = now;
        if (response.status === 429 && now - late >= after) refused += 1;
        return response;
      };
      const started = performance.now();
      const hashes = new Set();
      let revoked = 0;
      const requests = tokens.map((access_token) => ({ clientId, access_token }));
      for await (const outcome of revokeTokens(requests, { baseUrl: '/', fetch: counted })) {
        hashes.add(outcome.tokenHash);
        if (outcome.status === 'fulfilled') revoked += 1;
      }
      return [revoked, hashes.size, (1000 * revoked) / (performance.now() - started), refused];
    },
    [clientId, requests, LATE, AFTER_LATE],
  );
  t.diagnostic(`${perSecond.toFixed(1)} a second, ${refused} refused`);
  assert.deepEqual([revoked, different], [COUNT, COUNT]);
  assert.ok(refused < COUNT / 20, `${refused} refused`);
  await watched.close();
});
