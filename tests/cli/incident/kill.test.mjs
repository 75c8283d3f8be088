// An incident as it may come: 3,000 tokens at the vendor's elevated pace, somebody else who uses the
// same quota, a machine that kills the run again and again, and a vendor that is down for a minute.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import {
  file,
  hashOf,
  lastLines,
  newClient,
  newReport,
  revoked,
  run,
  start,
  tokens,
  until,
} from '../cli.mjs';
import { startVendor } from './vendor.mjs';

const COUNT = 3000;
const KILLS = 10;

/** How long the vendor is down when half of the tokens are revoked, in milliseconds. */
const OUTAGE = 60_000;

/** How long a run may take, in milliseconds. */
const LONGEST = 600_000;

/** So many tokens of somebody else. */
const OTHERS = 1000;

test('Killed ten times and resumed, with the vendor down for a minute, a run revokes each token once and reports none better than it was', async (context) => {
  const list = tokens(COUNT);
  const others = tokens(OTHERS);
  const vendor = await startVendor();
  const client = ['--base-url', vendor.url, '--client-id', newClient(), '--yes', '--until-expiry'];
  const before = (await revoked()).size;
  const otherReport = newReport();
  const other = run([file(others.join('\n')), ...client, '--report', otherReport], { timeout: LONGEST });

  const path = file(list.join('\n'));
  const report = newReport();
  const hashes = new Set(list.map(hashOf));
  let given = ['--report', report];
  for (let kills = 0; kills < KILLS; kills += 1) {
    const { child, ended } = start([path, ...client, ...given], { timeout: LONGEST });
    await until(() => existsSync(report));
    const after = randomInt(1_000, 7_000);
    await wait(after);
    child.kill('SIGKILL');
    const { signal } = await ended;
    assert.equal(signal, 'SIGKILL', `after ${after} ms it had ended by itself`);
    // A report that is killed may end in the middle of a line, and is read without that.
    const known = await revoked();
    const reported = lastLines(report, true);
    context.diagnostic(`killed after ${after} ms with ${reported.size} tokens in the report`);
    for (const [hash, { outcome }] of reported) {
      if (outcome === 'revoked') assert.ok(known.has(hash), 'reported as revoked, and is not');
      if (outcome !== 'revoked') assert.equal(outcome, 'unknown');
    }
    const silent = [...hashes].filter((hash) => known.has(hash) && !reported.has(hash));
    assert.equal(silent.length, 0, 'a token is revoked of which the report knows nothing');
    given = ['--resume', report];
  }
  const { ended } = start([path, ...client, '--resume', report], { timeout: LONGEST });
  await until(async () => {
    const known = await revoked();
    return [...hashes].filter((hash) => known.has(hash)).length >= COUNT / 2;
  });
  vendor.goDown();
  await wait(OUTAGE);
  vendor.goUp();
  const end = await ended;
  context.diagnostic(end.stdout.split('\n')[0]);

  const known = await revoked();
  const reported = lastLines(report);
  assert.equal(reported.size, COUNT);
  let unknown = 0;
  for (const [hash, { outcome, error }] of reported) {
    assert.ok(known.has(hash), 'a token is lost');
    if (outcome === 'revoked') continue;
    // Its answer was lost with a kill; the mock server refuses what is revoked already.
    assert.deepEqual([outcome, error], ['unknown', 'RecordNotFoundError']);
    unknown += 1;
  }
  assert.equal(end.status, unknown === 0 ? 0 : 1);
  // Answers are lost with each kill and as the vendor goes down, those of as many as are in flight.
  assert.ok(unknown <= (KILLS + 1) * 32, `${unknown} unknown`);
  assert.ok(unknown < COUNT / 4, `${unknown} unknown`);

  // Somebody else is done as well, and the mock server has counted every token once.
  const theirs = await other;
  const lost = [...lastLines(otherReport).values()].filter(({ outcome }) => outcome !== 'revoked');
  assert.ok(lost.length <= 32 && lost.every(({ error }) => error === 'RecordNotFoundError'), theirs.stdout);
  assert.equal((await revoked()).size - before, COUNT + OTHERS);
});
