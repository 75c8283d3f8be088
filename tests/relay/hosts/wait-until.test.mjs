// workerd stops the work for a request whose client is gone, unless `context.waitUntil` was called with that work.
//
// Environment: as in hosts.test.mjs.
import assert from 'node:assert/strict';
import { copyFileSync, cpSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { install, manifestsIn } from '../../bundlers/project.mjs';
import { startRecorder } from '../../contract/recorder.mjs';
import { recorderAt } from '../../contract/recorder-client.mjs';
import { CLIENT_ID, PATH, newToken } from '../table.mjs';
import { startWorker } from './worker.mjs';

const { PROJECTS, ONLY } = process.env;
const HERE = fileURLToPath(new URL('.', import.meta.url));
const skip = ONLY !== undefined && ONLY !== '' && !ONLY.split(' ').includes('workerd');

/** How long workerd gets to notice that the client is gone, or that the vendor has answered, in milliseconds. */
const TO_NOTICE = 1_000;

let worker, recorder;

before(async () => {
  if (skip) return;
  const folder = join(PROJECTS, 'workerd-wait-until');
  assert.equal(await install(folder, manifestsIn(HERE).workerd), undefined);
  copyFileSync(join(HERE, '../scripted.mjs'), join(folder, 'scripted.mjs'));
  copyFileSync(join(HERE, 'relay.js'), join(folder, 'relay.js'));
  cpSync(join(HERE, 'workerd'), folder, { recursive: true });
  worker = await startWorker(folder, 'wait-until.js');
  recorder = await startRecorder();
});

after(async () => {
  worker?.stop();
  await recorder?.close();
});

/**
 * Sends a request, leaves while the vendor is asked, and lets workerd notice it. `audit` resolves with the entries of the audit
 * trail so far. The vendor's answer is held until `vendor.give` is called.
 */
async function leave(headers) {
  const vendor = await recorderAt(recorder.url, fetch).script({ body: '{"code":"00"}', held: true });
  const profile = JSON.stringify({ id: newToken(), options: { baseUrl: vendor.baseUrl, clientId: CLIENT_ID } });
  const options = { method: 'POST', headers: { 'content-type': 'application/json', 'x-profile': profile, ...headers } };
  const leaving = request(worker.url + PATH, options);
  leaving.on('error', () => {});
  leaving.end(JSON.stringify({ access_token: newToken() }));
  await vendor.until((requests) => requests.length === 1);
  // workerd takes a connection that is only closed for one whose client still reads.
  leaving.socket.resetAndDestroy();
  const ask = { ...options, headers: { ...options.headers, 'x-control': 'log' } };
  const audit = async () => {
    const { audit: entries } = await (await fetch(worker.url + PATH, ask)).json();
    return entries.map(({ stage, outcome }) => [stage, outcome]);
  };
  await sleep(TO_NOTICE);
  // When workerd answers, it has been running since the client left.
  assert.deepEqual(await audit(), [['before', undefined]]);
  return { vendor, audit };
}

describe('In workerd, where the client is gone', { concurrency: true, skip }, () => {
  test('a revocation goes on', { timeout: 60_000 }, async () => {
    const { vendor, audit } = await leave({});
    await vendor.give();
    while ((await audit()).length < 2) await sleep(100);
    assert.deepEqual(await audit(), [['before', undefined], ['after', 'revoked']]);
  });

  test('it does not without a context', async () => {
    const { vendor, audit } = await leave({ 'x-without-context': 'yes' });
    await vendor.give();
    await sleep(TO_NOTICE);
    assert.deepEqual(await audit(), [['before', undefined]]);
  });
});
