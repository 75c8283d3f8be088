// The order in which tokens are sent, and the report.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import {
  file,
  hashOf,
  lastLines,
  linesOf,
  newReport,
  outcomes,
  run,
  serve,
  token,
  tokens,
  until,
} from './cli.mjs';
import { closedPort } from './proxies.mjs';

const refusal = (status, description = 'No') => ({
  status,
  body: { code: String(status), description },
});

describe('A run', { concurrency: 4 }, () => {
  test('writes down every token before it is sent', async () => {
    const list = tokens(50);
    const report = newReport();
    const found = [];
    const { to } = await serve((token) => {
      // Another line may be half written.
      found.push(lastLines(report, true).get(hashOf(token))?.outcome);
      return {};
    });
    const end = await run([file(list.join('\n')), ...to, '--report', report]);
    assert.equal(end.status, 0, end.stderr);
    assert.deepEqual(found, Array(50).fill('unknown'));
    assert.deepEqual(outcomes(report, list), Array(50).fill('revoked'));
    assert.match(end.stdout, /50 revoked, 0 refused, 0 unknown, 0 not sent/);
  });

  test('flushes the report to the disk while it runs and at its end', async () => {
    const log = file('');
    const spy = file(
      `import fs from 'node:fs';
       for (const name of ['fsync', 'fsyncSync']) {
         const original = fs[name];
         fs[name] = (...given) => {
           fs.appendFileSync(process.env.LOG, name + '\\n');
           return original(...given);
         };
       }`,
      '.mjs',
    );
    const { to } = await serve(async (_, number) => {
      await until(() => readFileSync(log, 'utf8').split('\n').length > number);
      return {};
    });
    const end = await run([file(tokens(2).join('\n')), ...to, '--report', newReport()], {
      env: { LOG: log, NODE_OPTIONS: `${process.env.NODE_OPTIONS} --import=${spy}` },
    });
    assert.equal(end.status, 0, end.stderr);
    assert.match(readFileSync(log, 'utf8'), /^(fsync\n){2,}fsyncSync\n$/);
  });

  test('reports each outcome as what it is', async () => {
    const [good, refused, other, broken, redirected, garbled] = tokens(6);
    const answers = new Map([
      [good, {}],
      [refused, refusal(404, 'Record not found')],
      [other, { body: { code: '06', description: 'Do not retry' } }],
      [broken, { ...refusal(503), headers: { 'retry-after': '0' } }],
      [redirected, { status: 307, headers: { location: 'http://127.0.0.1:1/' } }],
      [garbled, { body: 'hello' }],
    ]);
    const { url, to } = await serve((token) => answers.get(token));
    const report = newReport();
    const content = [...answers.keys(), 'too short'].join('\n');
    const end = await run([file(content), ...to, '--report', report]);
    assert.equal(end.status, 1);
    assert.match(end.stdout, /^1 revoked, 2 refused, 3 unknown, 1 not sent \(1 not valid\)\.$/m);
    assert.match(end.stdout, /1 x RecordNotFoundError: 404, code 404, Record not found/);
    const last = lastLines(report);
    const line = (token) => {
      const { time, tokenHash, label, environment, ...rest } = last.get(token && hashOf(token));
      assert.equal(new Date(time).toISOString(), time);
      assert.deepEqual([label, environment], [null, url]);
      return Object.values(rest);
    };
    assert.deepEqual(line(good), [1, 'revoked', null, 200, '00', 1]);
    assert.deepEqual(line(refused), [2, 'refused', 'RecordNotFoundError', 404, '404', 1]);
    assert.deepEqual(line(other), [3, 'refused', 'NotRevokedError', 200, '06', 1]);
    assert.deepEqual(line(broken), [4, 'unknown', 'ServerError', 503, '503', 3]);
    assert.deepEqual(line(redirected), [5, 'unknown', 'UnexpectedResponseError', 307, '00', 1]);
    assert.deepEqual(line(garbled), [6, 'unknown', 'UnexpectedResponseError', 200, null, 1]);
    last.set(undefined, last.get(null));
    assert.deepEqual(line(), [7, 'not_sent', 'ValidationError', null, null, null]);
  });

  test('calls a token unknown whose refusal follows a lost answer', async () => {
    const [lost] = tokens(1);
    const { to } = await serve((_, number) => (number === 1 ? undefined : refusal(404)));
    const report = newReport();
    const end = await run([file(lost), ...to, '--report', report]);
    assert.equal(end.status, 1);
    const line = linesOf(report).at(-1);
    assert.deepEqual(
      [line.outcome, line.error, line.attempts],
      ['unknown', 'RecordNotFoundError', 2],
    );
  });

  test('stops after ten refusals in a row of one kind', async () => {
    const list = tokens(100);
    let requests = 0;
    const { to } = await serve(() => {
      requests += 1;
      return refusal(401, 'Unauthorized');
    });
    const report = newReport();
    const end = await run([file(list.join('\n')), ...to, '--report', report]);
    assert.equal(end.status, 1);
    assert.match(end.stdout, /Stopped: 10 tokens in a row failed in the same way/);
    assert.match(end.stdout, /Check the client id/);
    assert.match(end.stderr, /--resume/);
    // Those in flight at the time are answered.
    assert.ok(requests >= 10 && requests < 45, `${requests} requests`);
    const found = outcomes(report, list);
    assert.equal(found.filter((outcome) => outcome === 'refused').length, requests);
    assert.equal(found.filter((outcome) => outcome === 'not_sent').length, 100 - requests);
  });

  test('goes on where failures are not of one kind, not in a row, or never too many', async () => {
    const list = file(tokens(120).join('\n'));
    const kinds = [401, 403, 400, 404];
    const mixed = await serve((_, number) => refusal(kinds[number % 4]));
    const end = await run([list, ...mixed.to, '--report', newReport()]);
    assert.match(end.stdout, /^0 revoked, 120 refused/m);
    const between = await serve((_, number) => (number % 3 === 0 ? {} : refusal(404)));
    const some = await run([list, ...between.to, '--report', newReport()]);
    assert.match(some.stdout, /^40 revoked, 80 refused/m);
    const same = await serve(() => refusal(404));
    const never = await run([list, ...same.to, '--report', newReport(), '--max-failures', '0']);
    assert.match(never.stdout, /^0 revoked, 120 refused/m);
    const few = await run([list, ...same.to, '--report', newReport(), '--max-failures', '1']);
    assert.match(few.stdout, /Stopped: 1 token/);
  });

  test('stops where nobody listens', async () => {
    const report = newReport();
    const list = tokens(60);
    const given = [
      file(list.join('\n')),
      '--base-url',
      `http://127.0.0.1:${await closedPort()}`,
      '--yes',
      '--report',
      report,
    ];
    const end = await run(given, { env: { NOMBA_CLIENT_ID: 'c'.repeat(36) } });
    assert.equal(end.status, 1);
    assert.match(end.stdout, /in a row/);
    assert.match(end.stdout, /NetworkError: .*\(ECONNREFUSED\)/);
    const found = outcomes(report, list);
    // A lost connection doesn't show whether the request arrived.
    assert.ok(found.filter((outcome) => outcome === 'unknown').length >= 10);
    assert.ok(found.includes('not_sent'));
  });

  test('begins with what lives longest, and leaves out what has expired', async () => {
    const [short, over, long, middle] = [token(100), token(-100), token(300), token(200)];
    const endless = token(null);
    const order = [];
    const { to } = await serve((token) => {
      order.push(token);
      return {};
    });
    const content = [short, over, long, middle, endless].join('\n');
    const report = newReport();
    // One at a time: requests on two connections may arrive in another order than they are sent in.
    const options = ['--longest-lived-first', '--skip-expired', '--concurrency', '1', '--report', report];
    const end = await run([file(content), ...to, ...options]);
    assert.equal(end.status, 0, end.stderr);
    assert.match(end.stderr, /expired by this machine's clock: 1, will not be sent/);
    assert.match(end.stdout, /^4 revoked, .*, 1 not sent \(1 expired\)\.$/m);
    assert.deepEqual(order, [endless, long, middle, short]);
    const line = lastLines(report).get(hashOf(over));
    assert.deepEqual([line.line, line.outcome, line.error], [2, 'not_sent', 'Expired']);
  });

  test('sends expired tokens too without an option for them', async () => {
    const list = [token(-100), token(100)];
    const { to } = await serve(() => ({}));
    const report = newReport();
    const end = await run([file(list.join('\n')), ...to, '--report', report]);
    assert.equal(end.status, 0);
    assert.deepEqual(outcomes(report, list), ['revoked', 'revoked']);
  });

  test('shows no progress where there is no terminal', async () => {
    const { to } = await serve(async () => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      return {};
    });
    const end = await run([file(token()), ...to, '--report', newReport()]);
    assert.doesNotMatch(end.stdout + end.stderr, /\r|\x1b|ETA/);
  });

  test('passes nothing on that could steer a terminal', async () => {
    const wild = '\x1b[2J\x1b]0;title\x07 \x9b31m \u202egnp.exe\r\nline two \u2028 three\x7f';
    const { to } = await serve(() => ({ status: 400, body: { code: wild, description: wild } }));
    const report = newReport();
    const end = await run([file(token()), ...to, '--report', report]);
    assert.match(end.stdout, /RequestError: 400, code .*gnp\.exe/);
    assert.doesNotMatch(end.stdout + end.stderr, /[^\n\P{Cc}]|\p{Cf}|\u2028/u);
    assert.doesNotMatch(readFileSync(report, 'utf8'), /[^\n\P{Cc}]|\p{Cf}|\\u00/u);
  });

  test('keeps a token out of everything that a server may say', async () => {
    const { to } = await serve((token) => ({
      status: 400,
      body: { code: token.slice(-60), description: `Token ${token} is bad` },
    }));
    // The helper looks through all output and reports.
    const end = await run([file(tokens(3).join('\n')), ...to, '--report', newReport()]);
    assert.match(end.stdout, /redacted/);
  });
});

describe('The report', { concurrency: 4 }, () => {
  test('carries a label, without a token in it', async () => {
    const [one, other] = tokens(2);
    const text = `label,token\n"of, ""Ada""",${one}\n"curl -H 'Bearer ${other}' or ${one}",${other}\n`;
    const { to } = await serve(() => ({}));
    const report = newReport();
    const end = await run([file(text), ...to, '--report', report]);
    assert.equal(end.status, 0, end.stderr);
    const last = lastLines(report);
    assert.equal(last.get(hashOf(one)).label, 'of, "Ada"');
    assert.equal(last.get(hashOf(other)).label, "curl -H 'Bearer [redacted]' or [redacted]");
  });

  test('comes as CSV too, one line a token, with nothing that a spreadsheet would run', async () => {
    const labels = [
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      'plain, "quoted"',
      "=cmd|' /C calc'!A0",
      '',
    ];
    const list = tokens(labels.length);
    const rows = list.map((token, at) => JSON.stringify({ token, label: labels[at] }));
    const { to } = await serve((token) =>
      token === list[0] ? { status: 400, body: { code: '=2+2' } } : {},
    );
    const report = newReport();
    const csv = report.replace('.jsonl', '.csv');
    const end = await run([
      file([...rows, '{}'].join('\n')),
      ...to,
      '--report',
      report,
      '--format',
      'csv',
    ]);
    assert.ok(end.stdout.includes(`As CSV: ${csv}`));
    const records = parse(readFileSync(csv, 'utf8'), { columns: true });
    assert.equal(records.length, labels.length + 1);
    assert.deepEqual(Object.keys(records[0]), Object.keys(linesOf(report)[0]));
    records.slice(0, -1).forEach((record, at) => {
      assert.equal(record.tokenHash, hashOf(list[at]));
      assert.ok([labels[at], `'${labels[at]}`].includes(record.label), record.label);
      assert.doesNotMatch(Object.values(record).join('\n'), /^[=+\-@\t\r]/m);
    });
    assert.deepEqual([records[0].outcome, records[0].code], ['refused', "'=2+2"]);
    assert.equal(records.at(-1).outcome, 'not_sent');
  });

  test('has the two names of its stem where it is to be CSV', async () => {
    const { to } = await serve(() => ({}));
    const path = file(token());
    const csv = newReport().replace('.jsonl', '.csv');
    const end = await run([path, ...to, '--report', csv, '--format', 'csv']);
    assert.equal(end.status, 0, end.stderr);
    assert.equal(linesOf(csv.replace('.csv', '.jsonl')).length, 2);
    const again = await run([path, ...to, '--report', csv.replace('.csv', ''), '--format', 'csv']);
    assert.equal(again.status, 2);
    assert.match(again.stderr, /exists already/);
  });
});
