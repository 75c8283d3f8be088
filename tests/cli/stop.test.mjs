// Stopping before the end: on request, by a crash, by a full disk.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import {
  assertNoToken,
  file,
  folder,
  linesOf,
  newReport,
  outcomes,
  run,
  serve,
  start,
  tokens,
  until,
} from './cli.mjs';

const isWindows = process.platform === 'win32';

/** A server that answers when the test says so, and allows so many requests a second. */
async function holding(limit = 100_000) {
  const server = { seen: new Set(), release: () => {} };
  const released = new Promise((resolve) => (server.release = resolve));
  const { to } = await serve(async (token, number) => {
    server.seen.add(token);
    // The first goes alone, and the others wait for it.
    if (number > 1) await released;
    return { headers: { 'x-rate-limit-limit': String(limit) } };
  });
  return Object.assign(server, { to });
}

/** Returns how many requests a run that was asked to stop reports to be in flight. */
async function reportedInFlight(child) {
  let output = '';
  child.stderr.on('data', (data) => (output += data));
  await until(() => output.includes('in flight'));
  return Number(/Waiting for (\d+) in flight/.exec(output)[1]);
}

describe('Stopped', { concurrency: 4, skip: isWindows }, () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    test(`by ${signal} once, it waits for what is in flight and sends nothing new`, async () => {
      const list = tokens(100);
      const path = file(list.join('\n'));
      const report = newReport();
      const server = await holding();
      const { child, ended } = start([path, ...server.to, '--report', report]);
      await until(() => server.seen.size > 20);
      child.kill(signal);
      const inFlight = await reportedInFlight(child);
      server.release();
      const end = await ended;
      assert.equal(end.status, 1);
      assert.match(end.stdout, /as you asked/);
      assert.match(end.stderr, new RegExp(`--resume ${report}`));
      // The first was answered before the others were sent.
      const sent = inFlight + 1;
      assert.equal(server.seen.size, sent);
      const found = outcomes(report, list);
      assert.equal(found.filter((outcome) => outcome === 'revoked').length, sent);
      assert.equal(found.filter((outcome) => outcome === 'not_sent').length, 100 - sent);
      const rest = await run([path, ...server.to, '--resume', report]);
      assert.equal(rest.status, 0, rest.stderr);
      assert.equal(server.seen.size, 100);
    });
  }

  test('at a slow pace, it rejects the tokens that the package has read already, and waits', async () => {
    const list = tokens(30);
    const report = newReport();
    const server = await holding(10);
    const { child, ended } = start([file(list.join('\n')), ...server.to, '--report', report]);
    await until(() => server.seen.size > 3);
    child.kill('SIGINT');
    const sent = (await reportedInFlight(child)) + 1;
    // The pace would let through more meanwhile.
    await wait(4000);
    server.release();
    await ended;
    assert.equal(server.seen.size, sent);
    const expected = list.map((_, at) => (at < sent ? 'revoked' : 'not_sent'));
    assert.deepEqual(outcomes(report, list), expected);
  });

  test('twice, it stops at once, and what was in flight is unknown', async () => {
    const list = tokens(100);
    const report = newReport();
    const server = await holding();
    const { child, ended } = start([file(list.join('\n')), ...server.to, '--report', report]);
    await until(() => server.seen.size > 20);
    child.kill('SIGINT');
    const inFlight = await reportedInFlight(child);
    child.kill('SIGINT');
    const end = await ended;
    assert.equal(end.status, 1);
    assert.match(end.stderr, /Stopped at once.*unknown.*--resume/s);
    const sent = list.slice(0, inFlight + 1);
    assert.ok([...server.seen].every((token) => sent.includes(token)));
    const expected = ['revoked', ...Array(inFlight).fill('unknown'), ...Array(99 - inFlight)];
    assert.deepEqual(outcomes(report, list), expected);
    server.release();
  });

  test('it does not wait for a server that asks it to come back later', async () => {
    const list = tokens(5);
    let requests = 0;
    const { to } = await serve(() => {
      requests += 1;
      return { status: 503, headers: { 'retry-after': '29' }, body: { code: '503' } };
    });
    const report = newReport();
    const { child, ended } = start([file(list.join('\n')), ...to, '--report', report]);
    await until(() => requests === 5);
    child.kill('SIGINT');
    const before = Date.now();
    const end = await ended;
    assert.ok(Date.now() - before < 20_000);
    assert.equal(end.status, 1);
    assert.deepEqual(outcomes(report, list), Array(5).fill('unknown'));
  });
});

test('A reader that goes away does not end the run', { skip: isWindows }, async () => {
  const list = tokens(30);
  const report = newReport();
  const server = await holding();
  const { child, ended } = start([file(list.join('\n')), ...server.to, '--report', report]);
  // There is no end of its output any more.
  ended.catch(() => {});
  await until(() => server.seen.size > 10);
  child.stderr.destroy();
  child.stdout.destroy();
  server.release();
  await until(() => child.exitCode !== null);
  assert.equal(child.exitCode, 0);
  assert.deepEqual(outcomes(report, list), Array(30).fill('revoked'));
});

describe('A crash', { concurrency: 4 }, () => {
  for (const [how, code] of Object.entries({
    'an exception': 'throw error',
    'a rejection': 'Promise.reject(error)',
    'something that is no error': 'throw part',
    'a rejection with a text': 'Promise.reject(part)',
  })) {
    test(`by ${how} prints no token, and leaves a report that holds`, async () => {
      const list = tokens(30);
      const crash = file(
        `import { readFileSync } from 'node:fs';
         setInterval(() => {
           if (readFileSync(process.env.GO, 'utf8') !== 'go') return;
           const token = process.env.TOKEN;
           const part = token.slice(20, 70);
           const error = new Error('failed at ' + part, { cause: { part } });
           error.body = { access_token: part };
           ${code};
         }, 20);`,
        '.mjs',
      );
      const go = file('wait');
      const server = await holding();
      const report = newReport();
      const { ended } = start([file(list.join('\n')), ...server.to, '--report', report], {
        env: {
          TOKEN: list[3],
          GO: go,
          NODE_OPTIONS: `${process.env.NODE_OPTIONS} --import=${crash}`,
        },
      });
      await until(() => server.seen.size > 10);
      writeFileSync(go, 'go');
      const end = await ended;
      assert.equal(end.status, 1);
      assert.match(end.stderr, /failed by an error of its own/);
      const found = outcomes(report, list);
      assert.ok(
        found.every(
          (outcome, at) => !server.seen.has(list[at]) || ['unknown', 'revoked'].includes(outcome),
        ),
      );
      server.release();
    });
  }
});

describe('A full disk', { concurrency: 2, skip: isWindows }, () => {
  /** What has to hold of a run that could not write its report any more. */
  function holds(end, report, list, seen) {
    assert.equal(end.status, 1);
    assert.match(
      end.stdout,
      /the report can't be written any more, (no space|a file may not grow)/,
    );
    assert.ok(seen.size > 0 && seen.size < list.length, `${seen.size} sent`);
    const found = outcomes(report, list);
    found.forEach((outcome, at) => {
      if (outcome === 'revoked') assert.ok(seen.has(list[at]));
      if (seen.has(list[at])) assert.ok(['revoked', 'unknown'].includes(outcome), outcome);
      else assert.ok([undefined, 'not_sent'].includes(outcome), outcome);
    });
  }

  async function server() {
    const seen = new Set();
    const { to } = await serve((token) => {
      seen.add(token);
      return {};
    });
    return { seen, to };
  }

  for (const blocks of [1, 20, 21, 33]) {
    test(`in the place of which a file may have ${blocks} blocks`, async () => {
      const list = tokens(200);
      const { seen, to } = await server();
      const path = file(list.join('\n'));
      const report = newReport();
      const before = ['sh', '-c', `ulimit -f ${blocks}; exec "$@"`, 'sh'];
      const end = await run([path, ...to, '--report', report], { before });
      holds(end, report, list, seen);
      assert.ok(statSync(report).size <= blocks * 1024);
      const rest = await run([path, ...to, '--resume', report]);
      assert.equal(rest.status, 0, rest.stderr);
      assert.deepEqual(outcomes(report, list), Array(200).fill('revoked'));
    });
  }

  test('which is a small one', async (context) => {
    const disk = join(folder, 'disk');
    execFileSync('mkdir', [disk]);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24k', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      context.skip('nothing may be mounted here');
      return;
    }
    try {
      const list = tokens(200);
      const { seen, to } = await server();
      const report = join(disk, 'report.jsonl');
      const end = await run([file(list.join('\n')), ...to, '--report', report]);
      holds(end, report, list, seen);
      assertNoToken(JSON.stringify(linesOf(report)), 'the report');
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});
