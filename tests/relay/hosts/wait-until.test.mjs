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

/** How long the vendor takes for its answer, in milliseconds. */
const DELAY = 1_000;

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
 * Sends a request, and leaves while the vendor is asked. Resolves with the entries of the audit trail: once there are two, or
 * after so many milliseconds.
 */
async function auditAfterLeaving(headers, longest) {
  const vendor = await recorderAt(recorder.url, fetch).script({ body: '{"code":"00"}', delay: DELAY });
  const profile = JSON.stringify({ id: newToken(), options: { baseUrl: vendor.baseUrl, clientId: CLIENT_ID } });
  const options = { method: 'POST', headers: { 'content-type': 'application/json', 'x-profile': profile, ...headers } };
  const leaving = request(worker.url + PATH, options);
  leaving.on('error', () => {});
  leaving.end(JSON.stringify({ access_token: newToken() }));
  await vendor.until((requests) => requests.length === 1);
  // workerd takes a connection that is only closed for one whose client still reads.
  leaving.socket.resetAndDestroy();
  const ask = { ...options, headers: { ...options.headers, 'x-control': 'log' } };
  for (const end = Date.now() + longest; ; await sleep(100)) {
    const { audit } = await (await fetch(worker.url + PATH, ask)).json();
    if (audit.length === 2 || Date.now() > end) return audit.map(({ stage, outcome }) => [stage, outcome]);
  }
}

describe('In workerd, where the client is gone', { concurrency: true, skip }, () => {
  test('a revocation goes on', async () => {
    assert.deepEqual(await auditAfterLeaving({}, 20_000), [['before', undefined], ['after', 'revoked']]);
  });

  test('it does not without a context', async () => {
    const audit = await auditAfterLeaving({ 'x-without-context': 'yes' }, 4 * DELAY);
    assert.deepEqual(audit, [['before', undefined]]);
  });
});
