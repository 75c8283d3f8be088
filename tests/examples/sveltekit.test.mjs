// The application `examples/sveltekit`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runToEnd } from '../bundlers/project.mjs';
import { Dashboard, revoke } from './dashboard.mjs';
import { application, failure, newToken } from './example.mjs';

/** What the schema says of a refresh token, and nothing else. */
const PROBLEM = /^access_token has 40 characters where 300 to 600 are allowed/;

const app = application('sveltekit', {}, { isDevelopment: true });
const dashboard = new Dashboard(app, { isHydrated: () => document.forms[0]?.isListenedTo });

dashboard.testWrongPassword(/status of 401/);
dashboard.testRevocation();
dashboard.testRefusal();
dashboard.testLostAnswer();
dashboard.testNoSession();

test('names what is wrong with a token, and sends nothing', async () => {
  const watched = await dashboard.signedIn();
  const before = app.vendor.requests.length;
  await revoke(watched.page, 'x'.repeat(40));
  await watched.page.getByRole('status').filter({ hasText: PROBLEM }).waitFor();
  assert.equal(app.vendor.requests.length, before);
  await watched.close();
});

test('works without JavaScript', async () => {
  const watched = await dashboard.signedIn({ javaScriptEnabled: false });
  watched.expect(/status of 400/);
  const { page } = watched;
  await dashboard.revokeNew(page);
  await revoke(page, 'x'.repeat(40));
  await page.getByRole('status').filter({ hasText: PROBLEM }).waitFor();
  app.vendor.preferNext('code=403');
  await revoke(page, newToken());
  await page.getByText(/The token is not revoked\..*status 403/).waitFor();
  app.vendor.preferNext('fault=lost-answer');
  await revoke(page, newToken());
  await page.getByText('The token may be revoked: revoke it again.').waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await watched.close();
});

test('signs out', async () => {
  const watched = await dashboard.signedIn();
  await watched.page.getByRole('button', { name: 'Sign out' }).click();
  await watched.page.getByRole('button', { name: 'Sign in' }).waitFor();
  assert.deepEqual(await watched.page.context().cookies(), []);
  await watched.close();
});

test('says that its port is in use', async () => {
  const { port } = new URL(app.url);
  assert.match(await failure(app, { PORT: port }), /Port \d+ is already in use/);
});

test('is built for production, and says what is missing in its environment', async () => {
  await runToEnd(app.folder, 'npm run build');
  const output = await failure({ ...app, command: 'npm start' }, { NOMBA_CLIENT_ID: '', PORT: '0' });
  assert.match(output, /NOMBA_CLIENT_ID\s+- Set it in the environment/);
});
