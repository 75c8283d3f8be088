// --until-expiry: what is unknown, or was refused for the rate, is tried again.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { deadlineOf } from '../../cli/again.js';
import { file, hashOf, linesOf, newReport, outcomes, run, serve, start, token, tokens, until } from './cli.mjs';

const refusal = (status) => ({ status, body: { code: String(status) } });

/** Notes each pause, and makes it a hundredth as long. */
const FASTER = file(
  `import fs from 'node:fs';
   import { syncBuiltinESMExports } from 'node:module';
   import timers from 'node:timers/promises';
   const original = timers.setTimeout;
   timers.setTimeout = (time, ...given) => {
     fs.appendFileSync(process.env.PAUSES, Math.round(time) + '\\n');
     return original(time / 100, ...given);
   };
   syncBuiltinESMExports();`,
  '.mjs',
);

/** Runs the command with pauses that are noted, in milliseconds, and shorter. */
async function runFaster(given) {
  const log = file('');
  const env = { PAUSES: log, NODE_OPTIONS: `${process.env.NODE_OPTIONS} --import=${FASTER}` };
  const end = await run([...given, '--until-expiry', '--retries', '0'], { env });
  return { ...end, pauses: readFileSync(log, 'utf8').split('\n').filter(Boolean).map(Number) };
}

/** A server that answers the requests of each token in this order, and then the last one again. */
async function serveInTurn(answers) {
  const seen = new Map();
  const { to } = await serve((token) => {
    const times = seen.get(token) ?? 0;
    seen.set(token, times + 1);
    const own = answers.get(token);
    return own[Math.min(times, own.length - 1)];
  });
  return { seen, to };
}

describe('Until expiry', { concurrency: 4 }, () => {
  test('an outage ends as revoked tokens', async () => {
    const list = tokens(40);
    const { to } = await serve((_, number) => (number <= 100 ? undefined : {}));
    const report = newReport();
    const end = await runFaster([file(list.join('\n')), ...to, '--report', report, '--max-failures', '3']);
    assert.equal(end.status, 0, end.stderr);
    assert.match(end.stdout, /^40 revoked, 0 refused, 0 unknown, 0 not sent\.\nReport/);
    assert.deepEqual(outcomes(report, list), Array(40).fill('revoked'));
  });

  test('pauses double, up to two minutes', async () => {
    const [one] = tokens(1);
    const { to } = await serveInTurn(new Map([[one, [...Array(7).fill(undefined), {}]]]));
    const { status, pauses } = await runFaster([file(one), ...to, '--report', newReport()]);
    assert.equal(status, 0);
    const expected = [5, 10, 20, 40, 80, 120, 120].map((seconds) => seconds * 1000);
    assert.deepEqual(pauses.map((time) => Math.ceil(time / 1000) * 1000), expected);
  });

  test('a token that was refused for the rate is tried again, not before the server allows', async () => {
    const [one] = tokens(1);
    const busy = { ...refusal(429), headers: { 'retry-after': '45' } };
    const { to } = await serveInTurn(new Map([[one, [busy, {}]]]));
    const report = newReport();
    const { status, pauses } = await runFaster([file(one), ...to, '--report', report]);
    assert.equal(status, 0);
    // The time until the answer was read counts as well.
    assert.ok(pauses.length === 1 && pauses[0] > 30_000 && pauses[0] <= 45_000, String(pauses));
    assert.deepEqual(linesOf(report).map(({ outcome }) => outcome), ['unknown', 'refused', 'unknown', 'revoked']);
  });

  test('what was unknown ends as revoked or stays unknown, and a refusal ends the trying', async () => {
    const [revoked, refused, broken, never, limited, after] = tokens(6);
    const lost = undefined;
    const busy = { ...refusal(429), headers: { 'retry-after': '45' } };
    const { seen, to } = await serveInTurn(
      new Map([
        [revoked, [lost, refusal(503), {}]],
        [refused, [lost, refusal(404)]],
        [broken, [{ body: 'x' }, { body: { code: '06' } }]],
        [never, [refusal(401)]],
        [limited, [busy, refusal(400)]],
        [after, [lost, busy, {}]],
      ]),
    );
    const report = newReport();
    const list = [...seen.keys(), revoked, refused, broken, never, limited, after];
    const end = await runFaster([file(list.join('\n')), ...to, '--report', report]);
    assert.equal(end.status, 1);
    const found = ['revoked', 'unknown', 'unknown', 'refused', 'refused', 'revoked'];
    assert.deepEqual(outcomes(report, list), found);
    assert.deepEqual(list.map((token) => seen.get(token)), [3, 2, 2, 1, 2, 3]);
    assert.match(end.stdout, /^2 revoked, 2 refused, 2 unknown, 0 not sent\./);
    const last = linesOf(report).findLast(({ tokenHash }) => tokenHash === hashOf(refused));
    assert.deepEqual([last.outcome, last.error], ['unknown', 'RecordNotFoundError']);
    // Failures that were overcome are not counted.
    assert.doesNotMatch(end.stdout, /NetworkError|ServerError|RateLimitError/);
  });

  test('no token is tried after its expiry, and no pause goes on after the last', async () => {
    const [soon, over] = [token(4), token(-10)];
    const { seen, to } = await serveInTurn(new Map([[soon, [undefined]], [over, [undefined]]]));
    const report = newReport();
    const path = file(`${soon}\n${over}`);
    const end = await run([path, ...to, '--until-expiry', '--retries', '0', '--report', report]);
    assert.equal(end.status, 1);
    assert.deepEqual([...seen.values()], [1, 1]);
    assert.deepEqual(outcomes(report, [soon, over]), ['unknown', 'unknown']);
    assert.match(end.stderr, /--until-expiry/);
  });

  test('refusals of one kind stop the run, and lost answers do not', async () => {
    const list = tokens(60);
    const { to } = await serve(() => refusal(401));
    const report = newReport();
    const end = await runFaster([file(list.join('\n')), ...to, '--max-failures', '3', '--report', report]);
    assert.equal(end.status, 1);
    assert.match(end.stdout, /Stopped: 3 tokens in a row/);
    assert.ok(outcomes(report, list).includes('not_sent'));
    assert.deepEqual(end.pauses, []);
  });

  test('Ctrl-C ends a pause, and the advice has the flag', async () => {
    const { to } = await serve(() => ({ ...refusal(429), headers: { 'retry-after': '60' } }));
    const report = newReport();
    const { child, ended } = start([file(token()), ...to, '--until-expiry', '--retries', '0', '--report', report]);
    await until(() => existsSync(report) && linesOf(report, true).length === 2);
    const begin = Date.now();
    child.kill('SIGINT');
    const { status, stdout, stderr } = await ended;
    assert.equal(status, 1);
    assert.ok(Date.now() - begin < 30_000, 'it waited');
    assert.match(stdout, /Stopped before the end, as you asked/);
    assert.match(stderr, /To go on:\n.* --until-expiry --resume /);
  });

  test('a token is tried for an hour where it has no expiry, and for a day at most', () => {
    assert.equal(deadlineOf({ expiresAt: null }, 1000), 1000 + 3_600_000);
    assert.equal(deadlineOf({ expiresAt: 5000 }, 1000), 5000);
    assert.equal(deadlineOf({ expiresAt: 1e15 }, 1000), 1000 + 86_400_000);
  });
});
