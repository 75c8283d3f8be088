// The application `examples/fastify-redis`.
import assert from 'node:assert/strict';
import { get, request } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { application, CLIENT_ID, failure, newToken, OPERATOR } from './example.mjs';
import { startRedis } from './redis.mjs';

const redis = await startRedis();
after(() => redis.stop());
const app = application('fastify-redis', { REDIS_URL: redis.url });

const authorization = `Basic ${Buffer.from(`${OPERATOR.name}:${OPERATOR.password}`).toString('base64')}`;

/** A package as the application has it. */
const required = (name) => createRequire(join(app.folder, 'package.json'))(name);

/** Which instance answers, over a connection of its own. */
async function instance() {
  const answer = await new Promise((resolve, reject) => {
    get(`${app.url}/health`, { agent: false }, resolve).on('error', reject);
  });
  return (await json(answer)).instance;
}

/** Waits until two instances answer, none of which is `gone`. */
async function twoInstances(gone) {
  const found = new Set();
  const deadline = Date.now() + 60_000;
  while (found.size < 2) {
    assert.ok(Date.now() < deadline, 'two instances answer');
    found.add(await instance());
    found.delete(gone);
    await sleep(20);
  }
  return [...found];
}

async function auditLog() {
  const { createClient } = required('redis');
  const client = await createClient({ url: redis.url }).connect();
  const entries = await client.xRange('revocations', '-', '+');
  client.destroy();
  return entries.map(({ message }) => JSON.parse(message.entry));
}

test('revokes a token, and the audit log names the caller', async () => {
  const { revokeToken } = required('nomba-revoke');
  const token = newToken();
  await revokeToken({ access_token: token }, { relay: `${app.url}/api/nomba`, headers: { authorization } });
  assert.deepEqual(app.vendor.requests.at(-1), { clientId: CLIENT_ID, access_token: token });
  assert.ok(await app.vendor.hasRevoked(token, CLIENT_ID));
  const entries = await auditLog();
  const shown = entries.map(({ stage, actor, outcome }) => [stage, actor, outcome]);
  assert.deepEqual(shown, [['before', OPERATOR.name, undefined], ['after', OPERATOR.name, 'revoked']]);
});

test('passes on a refusal', async () => {
  const { revokeToken } = required('nomba-revoke');
  app.vendor.preferNext('code=403');
  const call = revokeToken({ access_token: newToken() }, { relay: `${app.url}/api/nomba`, headers: { authorization } });
  await assert.rejects(call, { name: 'AuthorizationError', outcome: 'not_revoked', status: 403 });
});

test('leaves a token in doubt whose answer was lost', async () => {
  const { revokeToken } = required('nomba-revoke');
  app.vendor.preferNext('fault=lost-answer');
  const call = revokeToken({ access_token: newToken() }, { relay: `${app.url}/api/nomba`, headers: { authorization } });
  await assert.rejects(call, { name: 'RecordNotFoundError', outcome: 'unknown', attempts: 2 });
});

test('refuses who has no password', async () => {
  const { revokeToken } = required('nomba-revoke');
  const before = app.vendor.requests.length;
  const wrong = `Basic ${Buffer.from(`${OPERATOR.name}:wrong`).toString('base64')}`;
  for (const headers of [{}, { authorization: wrong }, { authorization: 'Bearer x' }]) {
    const call = revokeToken({ access_token: newToken() }, { relay: `${app.url}/api/nomba`, headers });
    await assert.rejects(call, { name: 'AuthenticationError', message: /send both by the scheme Basic/ });
  }
  assert.equal(app.vendor.requests.length, before);
});

test('answers in each instance what one of them knows', async () => {
  const body = JSON.stringify({ access_token: newToken() });
  const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': 'one' };
  const before = app.vendor.requests.length;
  await twoInstances();
  const replayed = [];
  // Connections of their own go to the instances in turn.
  for (let count = 0; count < 8; count++) {
    const answer = await new Promise((resolve, reject) => {
      const options = { agent: false, method: 'POST', headers };
      request(`${app.url}/api/nomba/v1/auth/token/revoke`, options, resolve).on('error', reject).end(body);
    });
    assert.equal((await json(answer)).code, '00');
    replayed.push(answer.headers['idempotency-replayed']);
  }
  assert.deepEqual(replayed, [undefined, ...Array(7).fill('true')]);
  assert.equal(app.vendor.requests.length, before + 1);
});

test('loses nothing where an instance is killed in the middle of a run', async () => {
  const { revokeTokens } = required('nomba-revoke');
  const [killed] = await twoInstances();
  const tokens = Array.from({ length: 100 }, newToken);
  const requests = tokens.map((access_token) => ({ access_token }));
  const before = app.vendor.requests.length;
  const concurrency = 16;
  // All calls under way have reached the vendor, through both instances, and none is answered.
  app.vendor.hold();
  const kill = app.vendor.until(before + concurrency).then(() => {
    process.kill(killed, 'SIGKILL');
    app.vendor.release();
  });
  const options = { relay: `${app.url}/api/nomba`, headers: { authorization }, rateLimit: false, concurrency };
  const unknown = [];
  let count = 0;
  for await (const { status, reason } of revokeTokens(requests, options)) {
    count += 1;
    if (status === 'fulfilled') continue;
    // The killed instance has asked for it: the other one does not take the 404 for an answer.
    assert.deepEqual([reason.name, reason.outcome], ['RecordNotFoundError', 'unknown'], reason.message);
    unknown.push(reason);
  }
  await kill;
  assert.equal(count, tokens.length);
  assert.ok(unknown.length > 0, 'nothing was under way in the instance that was killed');
  const isRevoked = await Promise.all(tokens.map((token) => app.vendor.hasRevoked(token, CLIENT_ID)));
  assert.ok(isRevoked.every(Boolean), 'every token is revoked');
  const entries = await auditLog();
  const hashes = new Set(entries.filter(({ stage }) => stage === 'before').map(({ tokenHash }) => tokenHash));
  assert.ok(hashes.size >= tokens.length, 'every token is in the audit log');
  await twoInstances(killed);
});

test('says what to do where its port is in use', async () => {
  const { port } = new URL(app.url);
  const output = await failure(app, { PORT: port });
  assert.match(output, /Port \d+ is in use by another program: set PORT to a free one\./);
});

test('says what to do where there is no Redis', async () => {
  const output = await failure(app, { REDIS_URL: 'redis://127.0.0.1:9', PORT: '0' });
  assert.equal(output.match(/No Redis answers at 127\.0\.0\.1:9: start one, for instance with redis-server/g)?.length, 1);
});

test('says what is missing in its environment', async () => {
  const output = await failure(app, { NOMBA_BASE_URL: '', OPERATOR_NAME: '' });
  assert.match(output, /Set NOMBA_BASE_URL, OPERATOR_NAME in the environment/);
});
