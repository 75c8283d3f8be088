// The application `examples/react-dashboard`.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Dashboard } from './dashboard.mjs';
import { application, CLIENT_ID, failure, newToken } from './example.mjs';

const app = application('react-dashboard');
const dashboard = new Dashboard(app);

const hint = (token) => `... ${token.slice(-6)}`;

/** Opens the page and signs in, with so many new tokens in the table. Returns these as well. */
async function signedIn(count) {
  const watched = await dashboard.signedIn();
  const { page } = watched;
  const tokens = Array.from({ length: count }, newToken);
  for (const access_token of tokens) {
    const data = { clientId: CLIENT_ID, access_token };
    const answer = await page.request.post(`${app.url}/api/tokens`, { data });
    assert.equal(answer.status(), 201);
  }
  await page.reload();
  return { watched, page, tokens };
}

/** Selects tokens and confirms that they are to be revoked. */
async function revoke(page, tokens) {
  for (const token of tokens) await page.getByLabel(`Select ${hint(token)}`).check();
  await page.getByRole('button', { name: 'Revoke the selected' }).click();
  await confirm(page, tokens.length);
}

async function confirm(page, count) {
  const dialog = page.getByRole('dialog');
  await dialog.getByText(`Revoke ${count} token${count === 1 ? '' : 's'}?`).waitFor();
  await dialog.getByRole('button', { name: 'Revoke' }).click();
}

const rowOf = (page, token) => page.getByRole('row').filter({ hasText: hint(token) });

/** Waits until a token's row has a status, and returns what it says has happened. */
async function status(page, token, expected) {
  await rowOf(page, token).getByRole('cell', { name: expected, exact: true }).waitFor();
  return rowOf(page, token).getByRole('cell').last().innerText();
}

dashboard.testWrongPassword(/status of 401/);

test('adds a token that the schema accepts, and no other', async () => {
  const { watched, page } = await signedIn(0);
  await page.getByLabel('Client id').fill('short');
  await page.getByLabel('Access token').fill('x'.repeat(40));
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByText(/clientId has 5 characters where 36 are allowed/).waitFor();
  await page.getByText(/access_token .* refresh token/).waitFor();
  const token = newToken();
  await page.getByLabel('Client id').fill(CLIENT_ID);
  await page.getByLabel('Access token').fill(token);
  await page.getByRole('button', { name: 'Add' }).click();
  await status(page, token, 'issued');
  await watched.close();
});

test('revokes after a confirmation, and exports each result without a token', async () => {
  const { watched, page, tokens } = await signedIn(3);
  watched.expect(/status of 403/);
  const before = app.vendor.requests.length;
  await page.getByLabel(`Select ${hint(tokens[0])}`).check();
  await page.getByRole('button', { name: 'Revoke the selected' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  assert.equal(app.vendor.requests.length, before);
  app.vendor.preferNext(undefined, 'code=403');
  await revoke(page, tokens);
  await page.getByText('3 of 3 done').waitFor();
  const refused = app.vendor.requests[before + 1].access_token;
  assert.match(await status(page, refused, 'not revoked'), /Access was denied/);
  const revoked = tokens.filter((token) => token !== refused);
  for (const token of revoked) {
    await status(page, token, 'revoked');
    assert.ok(await app.vendor.hasRevoked(token, CLIENT_ID));
  }
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export the results' }).click(),
  ]);
  const text = readFileSync(await download.path(), 'utf8');
  const results = text.trim().split('\n').map((line) => JSON.parse(line));
  const hash = createHash('sha256').update(refused).digest('hex');
  assert.deepEqual(results.map(({ status }) => status).sort(), ['not revoked', 'revoked', 'revoked']);
  assert.equal(results.find(({ status }) => status === 'not revoked').tokenHash, hash);
  for (const token of tokens) assert.ok(!text.includes(token));
  await watched.close();
});

test('retries what is unknown, and does not take a 404 for a refusal', async () => {
  const { watched, page, tokens } = await signedIn(1);
  watched.expect(/status of (404|502)/);
  app.vendor.preferNext('fault=lost-answer');
  await revoke(page, tokens);
  await status(page, tokens[0], 'unknown');
  await page.getByRole('button', { name: 'Retry the unknown' }).click();
  await confirm(page, 1);
  await page.getByText('1 of 1 done').waitFor();
  await page.getByText('an earlier attempt has probably revoked it').waitFor();
  await status(page, tokens[0], 'unknown');
  await watched.close();
});

test('pauses, and goes on', async () => {
  const { watched, page, tokens } = await signedIn(30);
  const before = app.vendor.requests.length;
  const sent = () => app.vendor.requests.length - before;
  app.vendor.hold();
  await revoke(page, tokens);
  await app.vendor.until(before + 1);
  await page.getByRole('button', { name: 'Pause' }).click();
  app.vendor.release();
  await page.getByText(/[1-9]\d* of 30 done, paused/).waitFor();
  await sleep(2_000);
  const whilePaused = sent();
  assert.ok(whilePaused <= 9, `${whilePaused} requests`);
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByText('30 of 30 done').waitFor();
  assert.equal(sent(), 30);
  for (const token of tokens) await status(page, token, 'revoked');
  await watched.close();
});

test('revokes nothing without a session', async () => {
  const { watched, page, tokens } = await signedIn(1);
  watched.expect(/status of 401/);
  await page.getByLabel(`Select ${hint(tokens[0])}`).waitFor();
  await page.context().clearCookies();
  const before = app.vendor.requests.length;
  await revoke(page, tokens);
  assert.match(await status(page, tokens[0], 'not revoked'), /sign in, then revoke the tokens again/);
  assert.equal(app.vendor.requests.length, before);
  await watched.close();
});

test('signs out, and shows no token any more', async () => {
  const { watched, page, tokens } = await signedIn(1);
  await page.getByText(hint(tokens[0])).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  assert.deepEqual(await page.context().cookies(), []);
  assert.equal(await page.getByText(hint(tokens[0])).count(), 0);
  assert.equal((await fetch(`${app.url}/api/tokens`)).status, 401);
  await watched.close();
});

test('says what to do where its port is in use', async () => {
  const { port } = new URL(app.url);
  assert.match(await failure(app, { PORT: port }), /Port \d+ is in use by another program: set PORT to a free one\./);
});

test('says what is missing in its environment', async () => {
  const output = await failure(app, { OPERATOR_NAME: '', SESSION_SECRET: '' });
  assert.match(output, /Set OPERATOR_NAME, SESSION_SECRET in the environment/);
});
