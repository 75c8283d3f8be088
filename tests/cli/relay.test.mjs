// --relay and --header-file: through a relay of one's own back end.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import {
  file,
  folder,
  lastLines,
  linesOf,
  mockServer,
  newClient,
  newReport,
  outcomes,
  run,
  serve,
  token,
  tokens,
  vendorToken,
} from './cli.mjs';
import { closedPort } from './proxies.mjs';
import { startRelay } from './relays.mjs';

const isWindows = process.platform === 'win32';

/** A file of headers that only its owner may read. */
function headerFile(content) {
  const path = file(content);
  chmodSync(path, 0o600);
  return path;
}

describe('Through a relay', { concurrency: 4 }, () => {
  test('tokens are revoked without a client id, and no variable is taken', async () => {
    const clientId = newClient();
    const seen = [];
    const vendor = await serve((_, __, headers) => {
      seen.push(headers.accountid);
      return {};
    });
    const { url, to } = await startRelay({ baseUrl: vendor.url, clientId });
    const list = tokens(3);
    const report = newReport();
    const env = { NOMBA_CLIENT_ID: newClient(), NOMBA_ACCOUNT_ID: 'account-7' };
    const end = await run([file(list.join('\n')), ...to, '--report', report], { env });
    assert.equal(end.status, 0, end.stderr);
    assert.deepEqual(seen, [undefined, undefined, undefined]);
    assert.deepEqual(outcomes(report, list), Array(3).fill('revoked'));
    for (const { environment } of linesOf(report)) assert.equal(environment, url);
    const plan = `To be revoked: 3 tokens\n  through the relay: ${url}, in the relay's environment\n`;
    assert.ok(end.stderr.includes(plan), end.stderr);
    assert.doesNotMatch(end.stderr, /NOMBA_|client/);
  });

  test('a client id that is given is sent, and checked', async () => {
    const clientId = newClient();
    const { to } = await startRelay({ clientId });
    const path = file(token());
    assert.equal((await run([path, ...to, '--client-id', clientId, '--report', newReport()])).status, 0);
    const other = await run([path, ...to, '--client-id', newClient(), '--report', newReport()]);
    assert.equal(other.status, 1);
    assert.match(other.stdout, /1 x AuthorizationError: .*relay gate client/);
    for (const wrong of ['', 'x']) {
      const end = await run([path, ...to, '--client-id', wrong, '--report', newReport()]);
      assert.deepEqual([end.status, end.stdout], [2, '']);
      assert.match(end.stderr, /^nomba-revoke: --client-id: /);
    }
  });

  test('a lost answer is replayed', async () => {
    const { to } = await startRelay({}, (_, response, number) => {
      if (number === 1) response.end = () => response.destroy();
    });
    const one = token();
    const report = newReport();
    const end = await run([file(one), ...to, '--report', report]);
    assert.equal(end.status, 0, end.stdout);
    const { outcome, attempts } = linesOf(report).at(-1);
    assert.deepEqual([outcome, attempts], ['revoked', 2]);
  });

  test('a busy relay is asked again', async () => {
    let busy = 0;
    const vendor = await serve(() => wait(300, {}));
    const { to } = await startRelay({ baseUrl: vendor.url, maxInFlight: 1 }, (_, response) => {
      response.on('finish', () => (busy += response.getHeader('x-nomba-revoke-relay') === 'busy' ? 1 : 0));
    });
    const list = tokens(6);
    const report = newReport();
    const end = await run([file(list.join('\n')), ...to, '--report', report]);
    assert.equal(end.status, 0, end.stdout);
    assert.ok(busy > 0);
    assert.deepEqual(outcomes(report, list), Array(6).fill('revoked'));
  });

  test('a caller that it refuses is refused, and the gate is named', async () => {
    const { to } = await startRelay({ authorize: () => false });
    const one = token();
    const report = newReport();
    const end = await run([file(one), ...to, '--report', report]);
    assert.equal(end.status, 1);
    const { outcome, error, status, attempts } = linesOf(report).at(-1);
    assert.deepEqual([outcome, error, status, attempts], ['refused', 'AuthorizationError', 403, 1]);
    assert.match(end.stdout, /1 x AuthorizationError: relay gate authorize, 403, .*\nReport/);
  });

  test('what the vendor refuses is refused, and the relay is to be looked at', async () => {
    const vendor = await serve(() => ({ status: 401, body: { code: '401', description: 'No' } }));
    const { to } = await startRelay({ baseUrl: vendor.url });
    const end = await run([file(token()), ...to, '--report', newReport()]);
    assert.equal(end.status, 1);
    assert.match(end.stdout, /1 x AuthenticationError: 401, code 401, No\n +Check the relay's client id/);
  });

  test('nothing counts as revoked where no relay answers', async () => {
    const one = token();
    const report = newReport();
    const end = await run([file(one), '--relay', mockServer, '--client-id', newClient(), '--yes', '--report', report]);
    assert.equal(end.status, 1);
    const { outcome, error, status } = linesOf(report).at(-1);
    assert.deepEqual([outcome, error, status], ['unknown', 'UnexpectedResponseError', 200]);
    assert.match(end.stdout, /UnexpectedResponseError: no relay answered, 200, code 00.*\n +Check --relay/);
  });

  test('a relay that ends and comes back is met again by --resume', async () => {
    const list = tokens(20);
    const end = (_, __, number) => {
      if (number !== 6) return;
      server.close();
      server.closeAllConnections();
    };
    // A port that nothing else takes before the relay comes back.
    const port = await closedPort();
    const { server, url, to } = await startRelay({}, end, port);
    const path = file(list.join('\n'));
    const report = newReport();
    const given = ['--concurrency', '2', '--retries', '0', '--max-failures', '3', '--report', report];
    const first = await run([path, ...to, ...given]);
    assert.equal(first.status, 1);
    assert.match(first.stdout, /Stopped: 3 tokens in a row/);
    assert.match(first.stdout, /NetworkError: .*ECONNREFUSED/);
    const before = [...lastLines(report).values()].map(({ outcome }) => outcome);
    assert.ok(before.includes('revoked') && before.includes('unknown') && before.includes('not_sent'), String(before));
    assert.ok(first.stderr.includes(`--relay ${url}`), 'the advice names the relay');
    const vendor = await serve(() => ({}));
    const again = await startRelay({ baseUrl: vendor.url });
    const elsewhere = await run([path, ...again.to, '--resume', report]);
    assert.equal(elsewhere.status, 2);
    assert.match(elsewhere.stderr, /is the report of another run/);
    again.server.close();
    await once(again.server.listen(port, '127.0.0.1'), 'listening');
    const second = await run([path, ...to, '--resume', report]);
    assert.equal(second.status, 0, second.stdout);
    assert.deepEqual(outcomes(report, list), Array(20).fill('revoked'));
  });

  test('what find found goes, too', async () => {
    const { to } = await startRelay();
    const report = newReport();
    const end = await run(['find', file(`x ${vendorToken()}`), '--revoke', ...to, '--report', report]);
    assert.equal(end.status, 0, end.stderr);
    assert.equal(linesOf(report).at(-1).outcome, 'revoked');
  });
});

describe('Until expiry, through a relay', { concurrency: 4 }, () => {
  test('what the vendor did not answer is tried again', async () => {
    let isDown = true;
    const vendor = await serve(() => (isDown ? undefined : {}));
    const { to } = await startRelay({ baseUrl: vendor.url });
    setTimeout(() => (isDown = false), 2000);
    const report = newReport();
    const end = await run([file(token()), ...to, '--until-expiry', '--retries', '0', '--report', report]);
    assert.equal(end.status, 0, end.stdout);
    assert.equal(linesOf(report).at(-1).outcome, 'revoked');
  });

  test('what the relay refused is not', async () => {
    let requests = 0;
    const count = () => (requests += 1);
    const noAudit = await startRelay({ audit: () => Promise.reject(new Error('no')) }, count);
    const wrongPath = await startRelay({}, (request) => {
      count();
      request.url = '/elsewhere';
    });
    for (const [{ to }, error] of [
      [noAudit, 'ServerError'],
      [wrongPath, 'UnexpectedResponseError'],
    ]) {
      const report = newReport();
      const end = await run([file(token()), ...to, '--until-expiry', '--retries', '0', '--report', report]);
      assert.equal(end.status, 1);
      const last = linesOf(report).at(-1);
      assert.deepEqual([last.outcome, last.error], ['refused', error]);
    }
    assert.equal(requests, 2);
  });
});

describe('The header file', { concurrency: 4 }, () => {
  const secret = 'q7Zt2mXw9Rk4LpB8vNc3';

  test('is sent to a relay, with lines that end in LF or CRLF', async () => {
    for (const lines of ['\n', '\r\n']) {
      const seen = [];
      const { to } = await startRelay({
        authorize: ({ headers }) => {
          seen.push([headers.get('authorization'), headers.get('x-team')]);
          return headers.get('authorization') === `Bearer ${secret}`;
        },
      });
      const path = headerFile(['\ufeffAuthorization:  Bearer ' + secret, '', 'x-team:payments: night', ''].join(lines));
      const report = newReport();
      const end = await run([file(token()), ...to, '--header-file', path, '--report', report]);
      assert.equal(end.status, 0, end.stderr);
      assert.deepEqual(seen, [[`Bearer ${secret}`, 'payments: night']]);
      assert.ok(!JSON.stringify([end, linesOf(report)]).includes(secret));
    }
  });

  test('is sent to a server by --base-url, which may repeat it in vain', async () => {
    const { url } = await serve((_, __, { authorization }) => {
      assert.equal(authorization, secret);
      return { status: 400, body: { code: secret, description: `I got ${secret}` } };
    });
    const report = newReport();
    const given = ['--base-url', url, '--client-id', newClient(), '--yes', '--report', report];
    const end = await run([file(token()), ...given, '--header-file', headerFile(`authorization: ${secret}`)]);
    assert.equal(end.status, 1);
    assert.match(end.stdout, /RequestError: 400, code \[redacted\], I got \[redacted\]/);
    assert.ok(!JSON.stringify([end, linesOf(report)]).includes(secret));
    assert.match(end.stderr, /To go on:\n.* --header-file /);
  });

  const WRONG = {
    'without a header': ['\n\r\n', /has no header/],
    'with a line that has no colon': [`a: b\n\n${secret}`, /wrong line 3: it is not “name: value”/],
    'with a name that HTTP does not allow': [`x ${secret}: b`, /wrong line 1: it is not “name: value”/],
    'with a line that goes on': [`a: b\n  ${secret}: c`, /wrong line 2: it is not/],
    'with a value that HTTP does not allow': [`a: b\r\nx-a: “${secret}”`, /wrong line 2: the header must have a value/],
    'with a control character': [`x-a: ${secret}\u0007${secret}`, /wrong line 1: the header must have a value/],
    'with a header of the call': [`Content-Type: ${secret}`, /wrong line 1: the header must not set content-type/],
    'with an account': [`accountId: ${secret}`, /wrong line 1: the header must not set accountId; --account-id does/],
    'with the key of a call to a relay': [`idempotency-key: ${secret}`, /wrong line 1: .*must not set .*idempotency-key/],
    'that is too long': [`a: ${secret}`.padEnd(70_000, 'x'), /over 65536 bytes/],
  };
  for (const [what, [content, sentence]] of Object.entries(WRONG)) {
    test(`${what} is refused, without repeating it`, async () => {
      const { to } = await startRelay({ authorize: () => assert.fail('nothing is to be sent') });
      const report = newReport();
      const end = await run([file(token()), ...to, '--header-file', headerFile(content), '--report', report]);
      assert.match(end.stderr, sentence);
      assert.deepEqual([end.status, end.stdout], [2, '']);
      assert.ok(!end.stderr.includes(secret.slice(0, 8)));
      assert.doesNotMatch(end.stderr, /^ +at /m);
    });
  }

  test('that others may read or write is refused', { skip: isWindows }, async () => {
    const { to } = await startRelay({ authorize: () => assert.fail('nothing is to be sent') });
    for (const mode of [0o640, 0o604, 0o610, 0o602, 0o601, 0o644]) {
      const path = headerFile(`x-a: ${secret}`);
      chmodSync(path, mode);
      const end = await run([file(token()), ...to, '--header-file', path, '--report', newReport()]);
      assert.deepEqual([end.status, end.stdout], [2, ''], mode.toString(8));
      assert.match(end.stderr, /has permissions for its group or for others.*chmod go=/);
    }
  });

  test("that can't be read is named", async () => {
    const { to } = await startRelay();
    for (const [path, reason] of [[file(undefined), 'there is no such file'], [folder, 'it is a folder']]) {
      const end = await run([file(token()), ...to, '--header-file', path, '--report', newReport()]);
      assert.deepEqual([end.status, end.stdout], [2, '']);
      assert.ok(end.stderr.includes(`${path} can't be read: ${reason}.`), end.stderr);
    }
  });
});

describe('The relay is wrong', { concurrency: 4 }, () => {
  const WRONG = {
    'beside an environment': [['--relay', mockServer, '--environment', 'sandbox'], /--environment and --relay exclude/],
    'beside a server': [['--relay', mockServer, '--base-url', mockServer], /--base-url and --relay exclude/],
    'beside an account': [['--relay', mockServer, '--account-id', 'a'], /--account-id belongs to the relay/],
    'without encryption': [['--relay', 'http://relay.example'], /"--relay" must be https/],
    'at the vendor': [['--relay', 'https://api.nomba.com'], /"--relay" must be an address of your own/],
    'with the path of the endpoint': [['--relay', `${mockServer}/v1/auth/token/revoke`], /"--relay" must not contain/],
    'with its beginning': [['--relay', `${mockServer}/v1`], /"--relay" must not contain the path/],
    'with a password': [['--relay', 'https://a:b@relay.example'], /"--relay" must not have.*"--header-file"/],
    'with a query': [['--relay', `${mockServer}/?a=b`], /"--relay" must not have a query/],
    'where it is no address': [['--relay', 'relay'], /"--relay" is not an address/],
    'where it is empty': [['--relay', ''], /"--relay" is not an address/],
    'with headers and the vendor': [
      ['--environment', 'sandbox', '--client-id', newClient(), '--header-file', 'x'],
      /--header-file goes with --relay or --base-url/,
    ],
  };
  for (const [what, [given, sentence]] of Object.entries(WRONG)) {
    test(what, async () => {
      const end = await run([file(token()), ...given, '--yes', '--report', newReport()]);
      assert.match(end.stderr, sentence);
      assert.deepEqual([end.status, end.stdout], [2, '']);
    });
  }
});
