// The application `examples/next`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Dashboard } from './dashboard.mjs';
import { application, CLIENT_ID, failure, newToken } from './example.mjs';

const app = application('next');
// React marks the elements that it has taken over.
const isHydrated = () => Object.keys(document.forms[0] ?? {}).some((key) => key.startsWith('__reactProps'));
const dashboard = new Dashboard(app, { isHydrated });

dashboard.testWrongPassword();
dashboard.testRevocation();
dashboard.testRefusal();
dashboard.testLostAnswer();
dashboard.testNoSession();

test('revokes the token of the page when it signs out, without a wait', async () => {
  const watched = await dashboard.signedIn();
  const { page } = watched;
  const token = newToken();
  const before = app.vendor.requests.length;
  await page.getByLabel('Access token').fill(token);
  app.vendor.hold();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  assert.deepEqual(await page.context().cookies(), []);
  await app.vendor.until(before + 1);
  app.vendor.release();
  assert.ok(await app.vendor.hasRevoked(token, CLIENT_ID));
  await watched.close();
});

test('says that its port is in use', async () => {
  const { port } = new URL(app.url);
  assert.match(await failure(app, { PORT: port }), /EADDRINUSE/);
});

test('says what is missing in its environment', async () => {
  const output = await failure(app, { NOMBA_CLIENT_ID: '', SESSION_SECRET: '', PORT: '0' });
  assert.match(output, /Set NOMBA_CLIENT_ID, SESSION_SECRET in the environment/);
});
