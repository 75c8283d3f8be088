// The reports of scanners for secrets: the vendor's tokens are sent, other findings are counted.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { file, hashOf, lastLines, newReport, run, serve, token, vendorToken } from './cli.mjs';

const json = JSON.stringify;

/** A finding in a report of gitleaks. */
const gitleaks = (secret, line) => ({
  ...{ RuleID: 'jwt', Description: 'Found a JSON Web Token', StartLine: line, EndLine: line, StartColumn: 3 },
  ...{ EndColumn: 9, Match: `token=${secret}`, Secret: secret, File: 'src/a.env', SymlinkFile: '', Commit: 'c0ffee' },
  ...{ Entropy: 5.5, Author: 'A', Email: 'a@example.com', Date: '2026-11-30T00:00:00Z', Message: 'm', Tags: [] },
  Fingerprint: `c0ffee:src/a.env:jwt:${line}`,
});

/** A finding of TruffleHog. */
const truffleHog = (raw, line, source = 'Filesystem') => ({
  SourceMetadata: { Data: { [source]: { file: 'src/a.env', line } } },
  ...{ SourceID: 1, SourceType: 15, SourceName: 'trufflehog', DetectorType: 985, DetectorName: 'JWT' },
  ...{ DecoderName: 'PLAIN', Verified: false, Raw: raw, RawV2: '', Redacted: '', ExtraData: null },
});

const csv = (findings) =>
  [Object.keys(findings[0]), ...findings.map((finding) => Object.values(finding))].map((row) => row.join(',')).join('\n');

/** Reports of two tokens of the vendor's, on lines 3 and 5, and of two other secrets. */
const REPORTS = {
  'gitleaks, as JSON': [(list) => json(list.map((secret, at) => gitleaks(secret, at + 3)), null, 1), '.json'],
  'gitleaks, as CSV': [(list) => csv(list.map((secret, at) => gitleaks(secret, at + 3))), '.csv'],
  TruffleHog: [(list) => list.map((raw, at) => json(truffleHog(raw, at + 3))).join('\n'), '.json'],
  'TruffleHog, of a repository': [
    (list) => list.map((raw, at) => json(truffleHog(raw, at + 3, 'Git'))).join('\n'),
    '.jsonl',
  ],
};

async function recorder() {
  const got = [];
  const { to } = await serve((text) => {
    got.push(text);
    return {};
  });
  return { got, to };
}

describe('The findings of a scanner', { concurrency: 4 }, () => {
  for (const [name, [write, ending]] of Object.entries(REPORTS)) {
    test(`are read from a report of ${name}`, async () => {
      const { got, to } = await recorder();
      const [a, b] = [vendorToken(), vendorToken()];
      const report = newReport();
      const end = await run([file(write([a, token(), b, 'AKIAIOSFODNN7EXAMPLE']), ending), ...to, '--report', report]);
      assert.equal(end.status, 0, end.stderr);
      assert.deepEqual(got.sort(), [a, b].sort());
      const last = lastLines(report);
      assert.deepEqual([a, b].map((one) => last.get(hashOf(one)).label), ['src/a.env:3', 'src/a.env:5']);
      assert.equal(last.size, 2);
      assert.match(end.stderr, /findings without a token of the vendor's: 2, will not be sent/);
      assert.match(end.stderr, /3 different JWTs: 2 as tokens, 1 in other findings, will not be sent/);
    });
  }

  // Reports that gitleaks 8.30.1 made of planted tokens (`gitleaks dir leak --report-format json`), with names in the
  // place of the tokens.
  for (const format of ['json', 'csv']) {
    test(`are read as gitleaks 8.30.1 writes them, as ${format}`, async () => {
      const { got, to } = await recorder();
      const [a, b] = [vendorToken(), vendorToken()];
      const text = readFileSync(new URL(`fixtures/gitleaks-8.30.1.${format}`, import.meta.url), 'utf8');
      const content = text.replaceAll('TOKEN-1', a).replaceAll('TOKEN-2', b).replaceAll('OTHER-JWT', token());
      const report = newReport();
      const end = await run([file(content, `.${format}`), ...to, '--report', report]);
      assert.equal(end.status, 0, end.stderr);
      assert.deepEqual(got.sort(), [a, b].sort());
      const last = lastLines(report);
      assert.deepEqual([a, b].map((one) => last.get(hashOf(one)).label), ['leak/app.log:6', 'leak/.env:2']);
      assert.match(end.stderr, /left out: 1 duplicate/);
      assert.match(end.stderr, /findings without a token of the vendor's: 1, will not be sent/);
    });
  }

  test('are no failure where none of them is the vendor’s', async () => {
    const { got, to } = await recorder();
    const end = await run([file(json([gitleaks(token(), 1)])), ...to]);
    assert.deepEqual([end.status, got], [0, []]);
    assert.match(end.stderr, /There is no token to be sent/);
  });

  test('are all sent where --token-column names them, with their places', async () => {
    const { got, to } = await recorder();
    const list = [vendorToken(), token()];
    const path = file(json(list.map((secret, at) => gitleaks(secret, at))));
    const report = newReport();
    const end = await run([path, ...to, '--token-column', 'Secret', '--report', report]);
    assert.equal(end.status, 0, end.stderr);
    assert.deepEqual(got.sort(), [...list].sort());
    assert.equal(lastLines(report).get(hashOf(list[1])).label, 'src/a.env:1');
  });

  test('give way to the usual names, and are not valid beside another token', async () => {
    const { got, to } = await recorder();
    const [a, b, c] = [token(), vendorToken(), vendorToken()];
    const rows = [{ access_token: a, secret: 'x' }, { Raw: b, token: c }, { secret: ' ', RAW: b, label: 'mine' }];
    const report = newReport();
    const end = await run([file(rows.map(json).join('\n')), ...to, '--report', report]);
    assert.equal(end.status, 1);
    assert.deepEqual(got.sort(), [a, b].sort());
    assert.match(end.stderr, /line 2: has 2 different tokens under access_token, accessToken, token, Secret, Raw/);
    assert.equal(lastLines(report).get(hashOf(b)).label, 'mine');
  });
});
