// The application `examples/hono-workers`.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { filesIn } from '../bundlers/project.mjs';
import { Dashboard } from './dashboard.mjs';
import { application, failure, newToken, OPERATOR } from './example.mjs';

const app = application('hono-workers', {}, { isDevelopment: true });
const ROUTE = '/api/nomba/v1/auth/token/revoke';
const dashboard = new Dashboard(app);

/** Signs in without a page, and returns the headers of a request that revokes. */
async function headersOfOperator() {
  const answer = await fetch(`${app.url}/api/session`, { method: 'POST', body: JSON.stringify(OPERATOR) });
  const [cookie] = answer.headers.get('set-cookie').split(';');
  return { cookie, 'content-type': 'application/json', 'idempotency-key': 'one' };
}

dashboard.testWrongPassword(/status of 401/);
dashboard.testRevocation();
dashboard.testRefusal();
dashboard.testLostAnswer();

test('keeps in KV how a revocation ended whose caller is gone', async () => {
  const headers = await headersOfOperator();
  const access_token = newToken();
  const body = JSON.stringify({ access_token });
  const before = app.vendor.requests.length;
  app.vendor.hold();
  const gone = new AbortController();
  const lost = fetch(app.url + ROUTE, { method: 'POST', headers, body, signal: gone.signal });
  await app.vendor.until(before + 1);
  gone.abort();
  await assert.rejects(lost);
  app.vendor.release();
  // This request may come while the first one is still under way, and get a copy of its answer.
  assert.equal((await fetch(app.url + ROUTE, { method: 'POST', headers, body })).status, 200);
  const answer = await fetch(app.url + ROUTE, { method: 'POST', headers, body });
  assert.deepEqual([answer.status, answer.headers.get('idempotency-replayed')], [200, 'true']);
  assert.equal(app.vendor.requests.length, before + 1, 'the vendor was asked once');
  const kept = filesIn(join(app.folder, '.wrangler/state/v3/kv')).map((file) => readFileSync(file, 'latin1'));
  assert.ok(kept.includes('revoked'), 'KV has the fact');
  for (const text of kept) assert.ok(!text.includes(access_token), 'KV has no token');
});

test('revokes nothing without a session, or with one that somebody has made up', async () => {
  const headers = await headersOfOperator();
  const before = app.vendor.requests.length;
  for (const cookie of ['', headers.cookie.replace(/\.[^.]*$/, '.AAAA')]) {
    const body = JSON.stringify({ access_token: newToken() });
    const answer = await fetch(app.url + ROUTE, { method: 'POST', headers: { ...headers, cookie }, body });
    assert.equal(answer.status, 401);
    assert.match((await answer.json()).description, /sign in, then revoke the token again/);
  }
  assert.equal(app.vendor.requests.length, before);
});

test('signs out', async () => {
  const watched = await dashboard.signedIn();
  watched.expect(/status of 401/);
  const { page } = watched;
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  assert.deepEqual(await page.context().cookies(), []);
  await watched.close();
});

test('says that its port is in use', async () => {
  const { port } = new URL(app.url);
  assert.match(await failure(app, { PORT: port }), /Port \d+ is already in use/);
});
