// The application `examples/express`.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { Dashboard } from './dashboard.mjs';
import { application, failure, OPERATOR } from './example.mjs';

const app = application('express');
const dashboard = new Dashboard(app);

dashboard.testWrongPassword(/status of 401/);

test('revokes a token, and the audit log names the operator', async () => {
  const watched = await dashboard.signedIn();
  await dashboard.revokeNew(watched.page);
  const row = watched.page.getByRole('row').nth(1);
  await row.getByText('after').waitFor();
  assert.match(await row.innerText(), new RegExp(`\\t${OPERATOR.name}\\t[0-9a-f]{64}\\tafter\\trevoked$`));
  await watched.close();
});

dashboard.testRefusal();
dashboard.testLostAnswer();
dashboard.testNoSession();

test('signs out', async () => {
  const watched = await dashboard.signedIn();
  const { page } = watched;
  const [cookie] = await page.context().cookies();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await watched.close();
  const headers = { cookie: `${cookie.name}=${cookie.value}` };
  const answer = await fetch(`${app.url}/api/session`, { headers });
  assert.deepEqual(await answer.json(), { operator: null }, 'the session is gone on the server, too');
});

test('keeps no token', () => {
  const database = new DatabaseSync(join(app.folder, 'revocations.sqlite'));
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  const bytes = readFileSync(join(app.folder, 'revocations.sqlite'), 'latin1');
  assert.ok(app.vendor.requests.length > 0);
  for (const { access_token } of app.vendor.requests) assert.ok(!bytes.includes(access_token));
});

test('says what to do where its port is in use', async () => {
  const { port } = new URL(app.url);
  assert.match(await failure(app, { PORT: port }), /Port \d+ is in use by another program: set PORT to a free one\./);
});

test('says what is missing in its environment', async () => {
  const output = await failure(app, { NOMBA_CLIENT_ID: '', SESSION_SECRET: '' });
  assert.match(output, /Set NOMBA_CLIENT_ID, SESSION_SECRET in the environment/);
});
