// Going on with a run that was cut short.
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  file,
  hashOf,
  linesOf,
  newReport,
  outcomes,
  run,
  serve,
  start,
  tokens,
  until,
} from './cli.mjs';

const refusal = { status: 404, body: { code: '404', description: 'Record not found' } };

/** A server that remembers what it was sent; `answer` may be set. */
async function recorder() {
  const server = { seen: [], answer: () => ({}) };
  const { url, to } = await serve((token) => {
    server.seen.push(token);
    return server.answer(token);
  });
  return Object.assign(server, { url, to });
}

/** A report that says this of these tokens. */
function reportOf(url, entries) {
  const lines = entries.map(([token, outcome], at) =>
    JSON.stringify({
      ...{ time: '2026-01-02T03:04:05.678Z', line: at + 1, tokenHash: hashOf(token), label: null },
      ...{ environment: url, outcome, error: null, status: null, code: null, attempts: null },
    }),
  );
  const report = newReport();
  writeFileSync(report, lines.map((line) => `${line}\n`).join(''));
  return report;
}

describe('A resumed run', { concurrency: 4 }, () => {
  test('sends what is not revoked, and goes by the last line of each token', async () => {
    const [a, b, c, d, e] = tokens(5);
    const server = await recorder();
    const report = reportOf(server.url, [
      [a, 'unknown'],
      [a, 'revoked'],
      [b, 'unknown'],
      [c, 'refused'],
      [d, 'not_sent'],
    ]);
    const before = readFileSync(report, 'utf8');
    // Requests on two connections may arrive in another order than they are sent in.
    const given = ['--concurrency', '1', '--resume', report];
    const end = await run([file([a, b, c, d, e].join('\n')), ...server.to, ...given]);
    assert.equal(end.status, 0, end.stderr);
    assert.deepEqual(server.seen, [b, c, d, e]);
    assert.match(end.stderr, /1 revoked and skipped; sent again: 1 refused, 1 unknown/);
    assert.match(end.stdout, /^5 revoked, 0 refused/m);
    assert.ok(readFileSync(report, 'utf8').startsWith(before));
  });

  test('leaves a token unknown that was unknown and is refused', async () => {
    const [unknown, refused, fresh] = tokens(3);
    const server = await recorder();
    server.answer = () => refusal;
    const report = reportOf(server.url, [
      [unknown, 'unknown'],
      [refused, 'refused'],
    ]);
    const path = file([unknown, refused, fresh].join('\n'));
    // Twice, because the second run sees lines of the first.
    for (let times = 1; times <= 2; times += 1) {
      const end = await run([path, ...server.to, '--resume', report]);
      assert.equal(end.status, 1);
      assert.deepEqual(outcomes(report, [unknown, refused, fresh]), [
        'unknown',
        'refused',
        'refused',
      ]);
      assert.equal(server.seen.length, 3 * times);
    }
    const line = linesOf(report).findLast(({ tokenHash }) => tokenHash === hashOf(unknown));
    assert.deepEqual([line.error, line.status], ['RecordNotFoundError', 404]);
  });

  test('does not take refusals of unknown tokens for a reason to stop', async () => {
    const list = tokens(120);
    const server = await recorder();
    server.answer = () => refusal;
    const report = reportOf(
      server.url,
      list.map((token) => [token, 'unknown']),
    );
    const end = await run([file(list.join('\n')), ...server.to, '--resume', report]);
    assert.match(end.stdout, /^0 revoked, 0 refused, 120 unknown, 0 not sent\.$/m);
    assert.equal(server.seen.length, 120);
  });

  test('says nothing new of what it does not come to', async () => {
    const list = tokens(60);
    const server = await recorder();
    server.answer = () => ({ status: 401, body: { code: '401' } });
    const before = list.map((token, at) => [token, at % 2 ? 'refused' : 'unknown']);
    // The tokens at the front are new.
    const fresh = tokens(30);
    const report = reportOf(server.url, before);
    const end = await run([
      file([...fresh, ...list].join('\n')),
      ...server.to,
      '--resume',
      report,
      '--max-failures',
      '3',
    ]);
    assert.match(end.stdout, /Stopped/);
    const left = before.slice(-20);
    assert.deepEqual(
      outcomes(
        report,
        left.map(([token]) => token),
      ),
      left.map(([, outcome]) => outcome),
    );
  });

  test('has nothing to do where all is revoked, and then neither asks nor sends', async () => {
    const [token] = tokens(1);
    const server = await recorder();
    const report = reportOf(server.url, [[token, 'revoked']]);
    const end = await run([file(token), ...server.to, '--resume', report, '--format', 'csv']);
    assert.equal(end.status, 0, end.stderr);
    assert.match(end.stderr, /Nothing is left to be sent/);
    assert.equal(server.seen.length, 0);
    assert.match(readFileSync(report.replace('.jsonl', '.csv'), 'utf8'), /,revoked,/);
  });

  test('says so where the CSV can not be written, although all is revoked', async () => {
    const [token] = tokens(1);
    const server = await recorder();
    const report = reportOf(server.url, [[token, 'revoked']]);
    mkdirSync(report.replace('.jsonl', '.csv'));
    const end = await run([file(token), ...server.to, '--resume', report, '--format', 'csv']);
    assert.equal(end.status, 1);
    assert.match(end.stdout, /CSV file .* could not be written: /);
  });

  test('takes an address with a slash at its end for the same', async () => {
    const [token] = tokens(1);
    const server = await recorder();
    const report = reportOf(server.url, [[token, 'unknown']]);
    const to = server.to.map((part) => (part === server.url ? `${part}/` : part));
    const end = await run([file(token), ...to, '--resume', report]);
    assert.equal(end.status, 0, end.stderr);
  });

  test('repeats no line about what is no token', async () => {
    const server = await recorder();
    const report = newReport();
    const path = file(`${tokens(1)}\nnonsense\n`);
    for (const given of [['--report'], ['--resume'], ['--resume']]) {
      const end = await run([path, ...server.to, ...given, report]);
      assert.equal(end.status, 1);
    }
    assert.equal(linesOf(report).filter(({ tokenHash }) => tokenHash === null).length, 1);
  });

  test('starts with a report in which there is nothing yet', async () => {
    const [token] = tokens(1);
    const server = await recorder();
    const report = newReport();
    writeFileSync(report, '');
    const end = await run([file(token), ...server.to, '--resume', report]);
    assert.equal(end.status, 0, end.stderr);
    assert.deepEqual(outcomes(report, [token]), ['revoked']);
  });

  test('mends a report whose last line is torn, wherever it is', async () => {
    const [a, b] = tokens(2);
    const server = await recorder();
    const whole = readFileSync(
      reportOf(server.url, [
        [a, 'revoked'],
        [b, 'unknown'],
      ]),
      'utf8',
    );
    const path = file(`${a}\n${b}\n`);
    const first = whole.indexOf('\n') + 1;
    for (const length of [1, 5, 60, first - 2, first + 1, first + 12, whole.length - 2]) {
      const report = newReport();
      writeFileSync(report, whole);
      truncateSync(report, length);
      const end = await run([path, ...server.to, '--resume', report]);
      assert.equal(end.status, 0, `${length}: ${end.stderr}`);
      assert.deepEqual(outcomes(report, [a, b]), ['revoked', 'revoked']);
    }
    // A line that lacks its end alone is whole.
    for (const ends of [
      whole.slice(0, -1),
      whole + '\0\0\0',
      whole + '{"ti\0',
      whole + '{"time":"2\0\0',
    ]) {
      const report = newReport();
      writeFileSync(report, ends);
      const end = await run([path, ...server.to, '--resume', report]);
      assert.equal(end.status, 0, end.stderr);
      assert.deepEqual(outcomes(report, [a, b]), ['revoked', 'revoked']);
    }
    // Labels are shortened in the middle of a character.
    const report = newReport();
    writeFileSync(report, whole);
    appendFileSync(report, Buffer.from('{"time":"2026","line":2,"label":"ü').subarray(0, -1));
    const end = await run([path, ...server.to, '--resume', report]);
    assert.equal(end.status, 0, end.stderr);
    assert.equal(linesOf(report).length, 4);
  });

  test('takes a longer list of tokens, and says where the report knows others', async () => {
    const [a, b, c] = tokens(3);
    const server = await recorder();
    const report = reportOf(server.url, [
      [a, 'revoked'],
      [b, 'revoked'],
    ]);
    const end = await run([file(`${a}\n${c}\n`), ...server.to, '--resume', report]);
    assert.equal(end.status, 0, end.stderr);
    assert.match(end.stderr, /it also has 1 token that this input does not have/);
    assert.deepEqual(server.seen, [c]);
  });
});

test('After kill -9 nothing is lost, and nothing is better than it was', async () => {
  const list = tokens(200);
  const seen = new Set();
  const { to } = await serve(async (token) => {
    const isNew = !seen.has(token);
    seen.add(token);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 30));
    return isNew ? {} : refusal;
  });
  const path = file(list.join('\n'));
  const report = newReport();
  const { child, ended } = start([path, ...to, '--report', report]);
  await until(() => seen.size >= 60);
  child.kill('SIGKILL');
  assert.equal((await ended).signal, 'SIGKILL');
  const sent = seen.size;
  const end = await run([path, ...to, '--resume', report]);
  assert.match(end.stdout, /200 revoked|unknown/);
  assert.ok(sent < 200);
  assert.equal(seen.size, 200);
  const last = outcomes(report, list);
  // A token that is not reported as revoked was sent before the kill, and its answer was lost.
  assert.ok(
    last.every((outcome) => ['revoked', 'unknown'].includes(outcome)),
    String(last),
  );
  assert.ok(last.filter((outcome) => outcome === 'unknown').length <= 32);
});
