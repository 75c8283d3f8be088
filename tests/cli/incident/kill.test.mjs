// An incident as it may come: 3,000 tokens at the vendor's elevated pace, somebody else who uses the
// same quota, and a machine that kills the run again and again.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
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
  standIn,
  start,
  tokens,
} from '../cli.mjs';

const COUNT = 3000;
const KILLS = 10;

/** So many tokens of somebody else. */
const OTHERS = 1000;

test('Killed ten times and resumed, a run revokes each token once and reports none better than it was', async (context) => {
  const list = tokens(COUNT);
  const others = tokens(OTHERS);
  const client = ['--base-url', standIn, '--client-id', newClient(), '--yes'];
  const before = (await revoked()).size;
  const otherReport = newReport();
  const other = run([file(others.join('\n')), ...client, '--report', otherReport]);

  const path = file(list.join('\n'));
  const report = newReport();
  const hashes = new Set(list.map(hashOf));
  let given = ['--report', report];
  for (let kills = 0; kills < KILLS; kills += 1) {
    const { child, ended } = start([path, ...client, ...given]);
    const after = randomInt(1_000, 7_000);
    await wait(after);
    child.kill('SIGKILL');
    const { signal } = await ended;
    assert.equal(signal, 'SIGKILL', `after ${after} ms it had ended by itself`);
    // A report that is killed may end in the middle of a line, and is read without that.
    const known = await revoked();
    const said = lastLines(report, true);
    context.diagnostic(`killed after ${after} ms with ${said.size} tokens in the report`);
    for (const [hash, { outcome }] of said) {
      if (outcome === 'revoked') assert.ok(known.has(hash), 'reported as revoked, and is not');
      if (outcome !== 'revoked') assert.equal(outcome, 'unknown');
    }
    const silent = [...hashes].filter((hash) => known.has(hash) && !said.has(hash));
    assert.equal(silent.length, 0, 'a token is revoked of which the report knows nothing');
    given = ['--resume', report];
  }
  const end = await run([path, ...client, '--resume', report]);
  context.diagnostic(end.stdout.split('\n')[0]);

  const known = await revoked();
  const said = lastLines(report);
  assert.equal(said.size, COUNT);
  let unknown = 0;
  for (const [hash, { outcome, error }] of said) {
    assert.ok(known.has(hash), 'a token is lost');
    if (outcome === 'revoked') continue;
    // Its answer was lost with a kill; the stand-in refuses what is revoked already.
    assert.deepEqual([outcome, error], ['unknown', 'RecordNotFoundError']);
    unknown += 1;
  }
  assert.equal(end.status, unknown === 0 ? 0 : 1);
  assert.ok(unknown <= KILLS * 32, `${unknown} unknown`);

  // Somebody else is done as well, and the stand-in has counted every token once.
  const theirs = await other;
  assert.equal(theirs.status, 0, theirs.stdout);
  assert.equal((await revoked()).size - before, COUNT + OTHERS);
});
