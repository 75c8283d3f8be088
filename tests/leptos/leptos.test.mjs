// The page of `examples/leptos` in a real browser, against the mock server that serves it.
//
// Environment: MOCK_SERVER_URL, where the mock server serves the page; CHROMIUM, the browser.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { launch, open } from '../page/browser.mjs';

const MOCK_SERVER = process.env.MOCK_SERVER_URL?.replace(/\/$/, '');
if (!MOCK_SERVER) {
  throw new Error('MOCK_SERVER_URL is not set; `cargo xtask test leptos` starts a mock server.');
}

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** A token that the mock server has not met. */
function newToken() {
  return randomBytes(200).toString('hex');
}

/** A test with the page opened, and watched until its end. */
function onPage(name, run) {
  test(name, async () => {
    // Leptos sets innerHTML, which the policy of the mock server's site refuses.
    const watched = await open(browser, { bypassCSP: true });
    try {
      await watched.page.goto(`${MOCK_SERVER}/`);
      await run(watched.page, watched);
    } finally {
      await watched.close();
    }
  });
}

/** Revokes a token by the means of the page. Returns what it shows at the end. */
async function revoke(page, token, clientId = randomUUID()) {
  await page.getByLabel('Client id').fill(clientId);
  await page.getByLabel('Access token').fill(token);
  await page.getByRole('button', { name: 'Revoke' }).click();
  const result = page.getByRole('status').filter({ hasText: /^The token/ });
  await result.waitFor();
  return result.textContent();
}

onPage('a token is revoked, and a second time it is refused', async (page, watched) => {
  const token = newToken();
  assert.equal(await revoke(page, token), 'The token is revoked.');
  const revoked = await (await fetch(`${MOCK_SERVER}/_mock`)).json();
  assert.equal(revoked.revoked, 1);

  watched.expect(/404/);
  await page.reload();
  const refusal = await revoke(page, token);
  assert.match(refusal, /^The token is not revoked\. There is no such record: status 404/);
  assert.ok(!refusal.includes(token));
});

onPage('a request that is not valid is not sent', async (page, watched) => {
  const result = await revoke(page, 'short', 'short');
  assert.match(result, /^The token is not revoked\. The request is not valid, nothing was sent: clientId/);
  assert.ok(!watched.addresses.some((address) => address.endsWith('/v1/auth/token/revoke')));
});

onPage('a token whose answer is lost may be revoked', async (page, watched) => {
  watched.expect(/ERR_FAILED|404/);
  const token = newToken();
  let attempts = 0;
  await page.route('**/v1/auth/token/revoke', async (route) => {
    attempts += 1;
    const response = await route.fetch();
    await (attempts === 1 ? route.abort() : route.fulfill({ response }));
  });
  const result = await revoke(page, token);
  assert.match(result, /^The token may be revoked\. There is no such record: status 404/);
  assert.equal(attempts, 2);
});
