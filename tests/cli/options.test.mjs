// The options that go to the package, and the variables that stand for flags.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { file, linesOf, newClient, newReport, run, serve, token, tokens, until } from './cli.mjs';

const unavailable = { status: 503, body: { code: '503' } };

describe('The option', { concurrency: 4 }, () => {
  test('--retries says how often an attempt is repeated', async () => {
    let requests = 0;
    const { to } = await serve(() => {
      requests += 1;
      return unavailable;
    });
    const report = newReport();
    await run([file(token()), ...to, '--retries', '0', '--report', report]);
    assert.equal(requests, 1);
    assert.equal(linesOf(report).at(-1).attempts, 1);
  });

  test('--timeout ends an attempt', async () => {
    const { to } = await serve(() => new Promise(() => {}));
    const report = newReport();
    await run([file(token()), ...to, '--timeout', '300', '--retries', '0', '--report', report]);
    assert.equal(linesOf(report).at(-1).error, 'TimeoutError');
  });

  test('--concurrency bounds how many requests are under way', async () => {
    let inFlight = 0;
    let most = 0;
    const { to } = await serve(async (itsToken, number) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      // The first goes alone, and the others wait for its answer.
      if (number > 1) await until(() => most > 1);
      // Time for one more than allowed.
      await new Promise((resolve) => setTimeout(resolve, 20));
      inFlight -= 1;
      return {};
    });
    const end = await run([file(tokens(12).join('\n')), ...to, '--concurrency', '2', '--report', newReport()]);
    assert.equal(end.status, 0);
    assert.equal(most, 2);
  });

  const COUNT = 9;

  test('--rate-limit sets the pace that is assumed', async () => {
    const headers = { 'x-rate-limit-limit': '', 'x-rate-limit-remaining': '', 'x-rate-limit-window': '' };
    const { to } = await serve(() => ({ headers }));
    const path = file(tokens(COUNT).join('\n'));
    // The time of the whole command, because the server may record the first request late.
    const begin = Date.now();
    const end = await run([path, ...to, '--rate-limit', '3/1s', '--report', newReport()]);
    const time = Date.now() - begin;
    assert.equal(end.status, 0, end.stderr);
    assert.ok(time >= 1900, `${time} ms`);
    assert.match(end.stderr, /takes: about 3 s at 3 a second/);
  });

  test('--rate-limit false sets none: no request waits for the answer to another one', async () => {
    let requests = 0;
    const { to } = await serve(async () => {
      requests += 1;
      await until(() => requests === COUNT);
      return {};
    });
    const path = file(tokens(COUNT).join('\n'));
    const given = ['--rate-limit', 'false', '--retries', '0', '--report', newReport()];
    const end = await run([path, ...to, ...given]);
    assert.equal(end.status, 0, end.stderr);
    assert.equal(requests, COUNT);
  });

  const WRONG = {
    '--retries': ['eleven', '11', '-1', '1.5'],
    '--timeout': ['0', '1s'],
    '--concurrency': ['0', 'x'],
    '--rate-limit': ['fast', '0/1s', '1/0s', '40', '40/s/s', '40/1d'],
    '--plan': ['x', 'f'.repeat(63), 'g'.repeat(64)],
  };
  for (const [name, values] of Object.entries(WRONG)) {
    test(`${name} is refused where it can't be`, async () => {
      const { to } = await serve(() => assert.fail('nothing is to be sent'));
      const path = file(token());
      for (const value of values) {
        const end = await run([path, ...to, `${name}=${value}`, '--report', newReport()]);
        assert.deepEqual([end.status, end.stdout], [2, ''], value);
        assert.match(end.stderr, new RegExp(`^nomba-revoke: (The option ")?${name}`));
      }
    });
  }
});

describe('The variables', { concurrency: 4 }, () => {
  const path = file(token());
  const env = { NOMBA_CLIENT_ID: ` ${newClient()}`, NOMBA_ACCOUNT_ID: '"account-7"' };

  test('stand for their flags, and the command names those in use', async () => {
    let account;
    const { url } = await serve((_, __, headers) => {
      account = headers.accountid;
      return {};
    });
    const end = await run([path, '--base-url', url, '--yes', '--report', newReport()], { env });
    assert.equal(end.status, 0, end.stderr);
    assert.equal(account, 'account-7');
    assert.match(end.stderr, /^Taken off NOMBA_CLIENT_ID: a space.*\nClient id from NOMBA_CLIENT_ID: [\w-]{36}\n/);
    assert.match(end.stderr, /\nTaken off NOMBA_ACCOUNT_ID: quotation marks\nAccount id from NOMBA_ACCOUNT_ID: account-7\n/);
  });

  test('give way to the flags', async () => {
    let account;
    const { to } = await serve((_, __, headers) => {
      account = headers.accountid;
      return {};
    });
    const end = await run([path, ...to, '--account-id', 'mine', '--report', newReport()], { env });
    assert.equal(account, 'mine');
    assert.doesNotMatch(end.stderr, / from NOMBA_/);
  });

  test('are refused where they are empty, and none names the environment', async () => {
    const empty = { ...env, NOMBA_ACCOUNT_ID: '' };
    const end = await run([path, '--base-url', 'http://127.0.0.1:1', '--yes'], { env: empty });
    assert.equal(end.status, 2);
    assert.match(end.stderr, /NOMBA_ACCOUNT_ID.*empty/);
    const named = await run([path, '--yes'], { env: { ...env, NOMBA_ENVIRONMENT: 'sandbox' } });
    assert.equal(named.status, 2);
    assert.match(named.stderr, /Say where to send/);
  });
});
