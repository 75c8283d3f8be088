// --plan: what one person has checked is what another one runs.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { file, hashOf, newClient, newReport, run, serve, token, tokens, vendorToken } from './cli.mjs';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const planOf = (base, client, account, list) =>
  sha256(['nomba-revoke-plan-1', base, client, account, ...list.map(hashOf).sort()].map((line) => `${line}\n`).join(''));

/** The hash that a dry run prints. */
async function dryRun(given) {
  const { stdout } = await run([...given, '--dry-run']);
  return /^Plan: ([\da-f]{64})$/m.exec(stdout)[1];
}

describe('A plan', { concurrency: 4 }, () => {
  const list = [...tokens(3), token(-5)];
  const client = newClient();
  const by = ['--client-id', client];

  test('is the hash of the server, the client, the account and the tokens', async () => {
    const path = file([...list, list[0], 'nonsense'].join('\n'));
    const cases = [
      [['--environment', 'production'], 'https://api.nomba.com', ''],
      [['--environment', 'sandbox', '--account-id', 'a-7'], 'https://sandbox.nomba.com', 'a-7'],
      [['--base-url', 'HTTPS://Proxy.example:443/nomba//'], 'https://proxy.example/nomba', ''],
      [['--base-url', 'http://127.0.0.1:8080/'], 'http://127.0.0.1:8080', ''],
    ];
    for (const [where, base, account] of cases) {
      assert.equal(await dryRun([path, ...by, ...where]), planOf(base, client, account, list), where.join(' '));
    }
    const relay = [path, '--relay', 'https://Admin.example:443/relay/'];
    assert.equal(await dryRun(relay), planOf('https://admin.example/relay', '', '', list));
    assert.equal(await dryRun([...relay, ...by]), planOf('https://admin.example/relay', client, '', list));
    // The order of the tokens and what is left out make no difference.
    const other = file([...list].reverse().map((one) => JSON.stringify({ token: one })).join('\n'));
    const further = ['--skip-expired', '--longest-lived-first', '--environment', 'production'];
    assert.equal(await dryRun([other, ...by, ...further]), planOf('https://api.nomba.com', client, '', list));
  });

  test('that is the same is run, also when it is resumed, and in upper case', async () => {
    const seen = [];
    const { to } = await serve((text) => {
      seen.push(text);
      return {};
    });
    const path = file(list.join('\n'));
    const plan = await dryRun([path, ...to]);
    const report = newReport();
    assert.equal((await run([path, ...to, '--plan', plan, '--report', report])).status, 0);
    assert.equal(seen.length, list.length);
    const again = await run([path, ...to, '--plan', plan.toUpperCase(), '--resume', report]);
    assert.equal(again.status, 0, again.stderr);
    assert.equal(await dryRun([path, ...to, '--plan', plan, '--resume', report]), plan);
  });

  test('that differs is refused, and nothing is sent', async () => {
    const { to } = await serve(() => assert.fail('nothing is to be sent'));
    const path = file(list.join('\n'));
    const plan = await dryRun([path, ...to]);
    const others = {
      'a token more': [file([...list, token()].join('\n')), ...to],
      'a token less': [file(list.slice(1).join('\n')), ...to],
      'another client': [path, ...to.slice(0, 2), '--client-id', newClient(), '--yes'],
      'an account': [path, ...to, '--account-id', 'a-7'],
      'another server': [path, '--base-url', 'http://127.0.0.1:1', ...to.slice(2)],
    };
    for (const [what, given] of Object.entries(others)) {
      for (const further of [['--report', newReport()], ['--dry-run']]) {
        const end = await run([...given, '--plan', plan, ...further]);
        assert.equal(end.status, 2, what);
        assert.match(end.stderr, /This is another plan/);
        assert.equal(end.stdout, '');
      }
    }
  });

  test('covers what find found', async () => {
    const { to } = await serve(() => ({}));
    const found = vendorToken();
    const [, base] = to;
    const plan = await dryRun(['find', file(`x ${found} ${token()}`), '--revoke', ...to]);
    assert.equal(plan, planOf(base, to[3], '', [found]));
  });
});
