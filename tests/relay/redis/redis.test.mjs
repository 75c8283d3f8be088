// Two instances of a relay, each a process, over one Redis, which is killed in the middle.
//
// Environment: CONSUMER, a project with the package installed; MOCK_SERVER_URL; PROJECTS, the folder where the project is
// made; REDIS, the program redis-server.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { install, manifestsIn } from '../../bundlers/project.mjs';
import { startRecorder } from '../../contract/recorder.mjs';
import { recorderAt } from '../../contract/recorder-client.mjs';
import { freePort } from '../../port.mjs';
import { CLIENT_ID, newToken, PATH } from '../table.mjs';
import { overHttp1 } from '../transports.mjs';

const { PROJECTS, REDIS } = process.env;
const HERE = fileURLToPath(new URL('.', import.meta.url));
const REVOKED = { body: '{"code":"00"}' };
const NOT_FOUND = { status: 404, body: '{"code":"404"}' };

const folder = join(PROJECTS, 'redis');
const data = mkdtempSync(join(tmpdir(), 'nomba-revoke-redis-'));
const children = new Set();
let redisPort;
let redis;
let recorder;

before(async () => {
  const missing = await install(folder, manifestsIn(join(HERE, '..')).redis);
  assert.equal(missing, undefined);
  cpSync(HERE, folder, { recursive: true });
  recorder = await startRecorder();
  redisPort = await freePort();
  redis = await startRedis();
});

after(async () => {
  for (const child of children) child.kill('SIGKILL');
  await recorder?.close();
});

function start(program, args, options) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], ...options });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** A Redis that writes every fact to its file, and reads that file when it starts. */
async function startRedis() {
  const settings = ['--bind', '127.0.0.1', '--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
  const child = start(REDIS, ['--port', String(redisPort), '--dir', data, ...settings]);
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes('Ready to accept connections')) break;
  }
  child.stdout.resume();
  return child;
}

async function startInstance(vendor) {
  const env = { ...process.env, VENDOR: vendor, CLIENT_ID, REDIS_URL: `redis://127.0.0.1:${redisPort}` };
  const child = start(process.execPath, ['instance.js'], { cwd: folder, env });
  const [port] = await once(createInterface({ input: child.stdout }), 'line');
  const send = overHttp1(`http://127.0.0.1:${port}`);
  return {
    kill: () => child.kill('SIGKILL'),
    errors: async () => (await fetch(`http://127.0.0.1:${port}/errors`)).json(),
    async revoke(token, key = 'key') {
      const headers = { 'content-type': 'application/json', 'idempotency-key': key };
      const answer = await send({ method: 'POST', path: PATH, headers, body: JSON.stringify({ access_token: token }) });
      const { 'x-nomba-revoke-relay': gate, 'idempotency-replayed': replayed } = answer.headers;
      return [answer.status, gate, replayed];
    },
  };
}

/** Two instances in front of scripted answers. */
async function twoInstances(...answers) {
  const vendor = await recorderAt(recorder.url, fetch).script(...answers);
  return { vendor, one: await startInstance(vendor.baseUrl), other: await startInstance(vendor.baseUrl) };
}

test('what one instance knows, the other answers', async () => {
  const { vendor, one, other } = await twoInstances(REVOKED, NOT_FOUND);
  const token = newToken();
  assert.deepEqual(await one.revoke(token), [200, 'vendor', undefined]);
  assert.deepEqual(await other.revoke(token), [200, 'vendor', 'true']);
  assert.equal((await vendor.requests()).length, 1);
});

test('an instance that dies while the vendor is asked leaves doubt to the other', async () => {
  const { vendor, one, other } = await twoInstances({ end: 'silent' }, NOT_FOUND, REVOKED);
  const token = newToken();
  const lost = one.revoke(token).catch(() => 'lost');
  await vendor.until((requests) => requests.length === 1);
  one.kill();
  assert.equal(await Promise.race([lost, wait(5_000, 'lost')]), 'lost');
  assert.deepEqual(await other.revoke(token), [404, 'doubt', undefined]);
  assert.deepEqual(await other.revoke(token), [200, 'vendor', undefined]);
  assert.deepEqual(await other.revoke(token), [200, 'vendor', 'true']);
});

test('without Redis both go on, and when it is back they know what they knew', async () => {
  const { vendor, one, other } = await twoInstances(REVOKED, NOT_FOUND);
  const token = newToken();
  assert.deepEqual(await one.revoke(token), [200, 'vendor', undefined]);
  redis.kill('SIGKILL');
  await once(redis, 'exit');
  assert.deepEqual(await other.revoke(newToken()), [404, 'vendor', undefined]);
  assert.deepEqual(await one.revoke(token, 'another key'), [404, 'vendor', undefined]);
  assert.ok((await other.errors()).length > 0, 'onError got errors');
  redis = await startRedis();
  const deadline = Date.now() + 20_000;
  let found;
  do {
    await wait(200);
    found = await other.revoke(token);
  } while (found[2] !== 'true' && Date.now() < deadline);
  assert.deepEqual(found, [200, 'vendor', 'true']);
  assert.ok((await vendor.requests()).length >= 3);
});
