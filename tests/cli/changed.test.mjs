// Tokens are read again when they are sent: what is sent is what was read before, or nothing.
import assert from 'node:assert/strict';
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { file, hashOf, lastLines, newReport, outcomes, run, serve, tokens, vendorToken } from './cli.mjs';

const COUNT = 60;

/** How a file changes while its tokens are sent. */
const CHANGES = {
  'gets another line at its beginning': (path) => writeFileSync(path, `${tokens(1)}\n${readFileSync(path)}`),
  'is cut short': (path) => truncateSync(path, 50),
  'has other tokens of the same length': (path, list) => writeFileSync(path, tokens(list.length).join('\n')),
  'has another token in the place of one': (path, list) =>
    writeFileSync(path, list.map((one, at) => (at === 45 ? tokens(1)[0] : one)).join('\n')),
  'is removed': (path) => rmSync(path),
};

describe('Nothing more is sent of a file that', { concurrency: 4 }, () => {
  for (const [what, change] of Object.entries(CHANGES)) {
    test(what, async () => {
      const list = tokens(COUNT);
      const path = file(list.join('\n'));
      const got = [];
      const { to } = await serve((token) => {
        got.push(token);
        if (got.length === 1) change(path, list);
        return {};
      });
      const report = newReport();
      const end = await run([path, ...to, '--report', report]);
      assert.equal(end.status, 1);
      assert.ok(got.length < COUNT && got.every((token) => list.includes(token)));
      const found = outcomes(report, list);
      assert.deepEqual(found.filter((outcome) => outcome === 'revoked').length, got.length);
      assert.deepEqual(found.filter((outcome) => outcome === 'not_sent').length, COUNT - got.length);
      assert.equal(lastLines(report).get(hashOf(list.at(-1))).error, 'InputChanged');
      assert.ok(end.stdout.includes(`${path} has changed since it was read`), end.stdout);
      assert.ok(end.stdout.includes(`not sent (${COUNT - got.length} in a file that has changed)`), end.stdout);
    });
  }

  test('is one of several, and all of the others', async () => {
    const [one, other] = [Array.from({ length: 40 }, () => vendorToken()), [vendorToken()]];
    const [first, second] = [file(one.join('\n')), file(other.join('\n'))];
    const { to } = await serve((_, number) => {
      if (number === 1) rmSync(first);
      return {};
    });
    const report = newReport();
    const end = await run(['find', first, second, '--revoke', ...to, '--report', report]);
    assert.equal(end.status, 1);
    assert.deepEqual(outcomes(report, other), ['revoked']);
    assert.equal(outcomes(report, one).at(-1), 'not_sent');
  });
});

describe('A token is sent as it was read, from', { concurrency: 4 }, () => {
  const WAYS = {
    'a file with a byte order mark': (text) => `\ufeffx,token\nü,${text}\n`,
    'UTF-16': (text) => Buffer.from(`\ufeffx\ttoken\nü\t"${text}"\n`, 'utf16le'),
    'UTF-16, the other way round': (text) => Buffer.from(`\ufeffü\n${text}`, 'utf16le').swap16(),
    'JSON that escapes some of its characters': (text) => `{"token":"${text.replaceAll('.', '\\u002e')}"}`,
    'a file that has it several times': (text) => `${text}\nü ${text}\n"${text}"`,
  };
  for (const [what, write] of Object.entries(WAYS)) {
    test(what, async () => {
      const [token] = tokens(1);
      const got = [];
      const { to } = await serve((text) => {
        got.push(text);
        return {};
      });
      await run([file(write(token), '.any'), ...to, '--report', newReport()]);
      assert.deepEqual(got, [token]);
    });
  }
});
