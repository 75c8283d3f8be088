// Input that can't be used: a sentence, exit status 2, and nothing is sent.
import assert from 'node:assert/strict';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  ftruncateSync,
  writeSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, test } from 'node:test';
import { file, folder, newReport, run, serve, tokens } from './cli.mjs';

const [TOKEN, OTHER] = tokens(2);

/** A file of 2 GiB that has no line end; the disk holds its beginning only. */
function hugeLine() {
  const path = file();
  const descriptor = openSync(path, 'w');
  writeSync(descriptor, 'a'.repeat(2 * 1024 * 1024));
  ftruncateSync(descriptor, 2 * 1024 ** 3);
  closeSync(descriptor);
  return path;
}

function emptyFolder() {
  const path = file();
  mkdirSync(path);
  return path;
}

function locked() {
  const path = file(TOKEN);
  chmodSync(path, 0);
  // So that somebody else comes as far as the file.
  chmodSync(folder, 0o755);
  return path;
}

/** Names of wrong files, with the file and the error for it. */
const BAD = {
  'an empty file': [() => file(''), /There is no token in .*: it is empty/],
  'blank lines': [() => file('\n \n\r\n'), /it is empty/],
  'a byte order mark alone': [() => file('\ufeff'), /it is empty/],
  'a folder': [emptyFolder, /can't be read: it is a folder/],
  'a file that is not there': [() => file(), /there is no such file/],
  'a file that may not be read': [locked, /permission denied/, { uid: 65534, gid: 65534 }],
  'a line of 2 GB': [hugeLine, /Line 1 is longer than 1,048,576 characters/],
  binary: [() => file(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 255])), /not text/],
  'a compressed file': [() => file(gzipSync(TOKEN)), /not text/],
  'UTF-16 without a byte order mark': [
    () => file(Buffer.from(TOKEN, 'utf16le')),
    /byte order mark/,
  ],
  'text in another encoding': [() => file(Buffer.from(`${TOKEN}\nfür`, 'latin1')), /UTF-8/],
  'text that turns binary in the middle': [
    () => file(`${TOKEN}\n`.repeat(1000) + '\0'),
    /not text/,
  ],
  'text that ends in the middle of a character': [
    () => file(Buffer.concat([Buffer.from(`${TOKEN}\n`), Buffer.from([0xc3])])),
    /not text/,
  ],
  'nothing that is a token': [
    () => file('<html>\n<p>No such page</p>\n</html>\n'),
    /no valid token/,
  ],
  'a JSON array that is cut off': [
    () => file(JSON.stringify([TOKEN, OTHER], null, 1).slice(0, -2)),
    /JSON array is cut off.*--input-format lines/,
  ],
  'a JSON array that is followed by text': [
    () => file(`${JSON.stringify([TOKEN])}\n${OTHER}\n`),
    /followed by other text in line 2.*--input-format lines/,
  ],
  'a document that is cut off': [() => file(`{\n"token":"${TOKEN}"`), /line 1 is cut off/],
  'a document with its tokens elsewhere': [
    () => file(JSON.stringify({ data: { access_token: TOKEN } }, null, 2)),
    /element 1 .*--token-column data\.access_token[^]*no valid token/,
  ],
  RTF: [() => file(`{\\rtf1\\ansi ${TOKEN}\\\n${OTHER}}`), /is RTF.*Save it as plain text/],
  'text that is no JWT': [
    () => file(`${'0123456789abcdef'.repeat(25)}\n${'a'.repeat(400)}\n`),
    /line 1: holds no JWT\n[^]*line 2: holds no JWT\n[^]*no valid token/,
  ],
  'CSV with two columns of one name': [
    () => file(`access_token,access_token\n${TOKEN},${OTHER}\n`),
    /two columns of one name: column 1, "access_token", and column 2, "access_token"/,
  ],
  'CSV with two columns whose name could steer a terminal': [
    () => file(`token,\x1b[2Jx,\x1b[2Jx\n${TOKEN},1,2\n`),
    /column 2, "\[2Jx", and column 3, "\[2Jx"/,
  ],
  'JSON with a token under a name that could steer a terminal': [
    () => file(JSON.stringify({ 'a\x1b[2J\nb': TOKEN })),
    /but a JWT in a\[2J b: --token-column 'a\[2J b' reads it/,
  ],
  'CSV with two columns that differ in case only': [
    () => file(`access_token,ACCESS_TOKEN\n${TOKEN},${OTHER}\n`),
    /two columns of one name: column 1, "access_token", and column 2, "ACCESS_TOKEN"/,
  ],
  'CSV without the column': [
    () => file(`id,key\n1,${TOKEN}\n`),
    /no column access_token or[^]*--token-column says which/,
  ],
  'CSV without a header': [
    () => file(`${TOKEN},laptop\n${OTHER},phone\n`),
    /no column access_token or/,
  ],
  'CSV with an open quotation mark': [
    () => file(`id,token\n1,"${TOKEN}\n2,${OTHER}\n`),
    /ends within quotation marks/,
  ],
  'CSV with a stray quotation mark': [() => file(`id,token\n1,"${TOKEN}"x\n`), /damaged at line 2/],
  'CSV with a record without end': [
    () => file(`id,token\n1,"${'x\n'.repeat(600_000)}`),
    /longer than/,
  ],
};

describe('Nothing is sent for', { concurrency: 4 }, async () => {
  const asked = [];
  const { to } = await serve((token) => {
    asked.push(token);
    return {};
  });

  for (const [name, [make, sentence, settings = {}]] of Object.entries(BAD)) {
    // Root may read everything, so somebody else has to try.
    const needsRoot = settings.uid !== undefined && process.getuid?.() !== 0;
    test(name, { skip: process.platform === 'win32' && name.includes('may not') }, async () => {
      const path = make();
      const end = await run([path, ...to, '--report', newReport()], needsRoot ? {} : settings);
      assert.match(end.stderr, sentence);
      assert.equal(end.status, 2, end.stderr);
      assert.doesNotMatch(end.stderr, /^ +at /m);
      assert.doesNotMatch(end.stderr, /[^\n\P{Cc}]/u);
      assert.equal(end.stdout, '');
      assert.deepEqual(asked, []);
    });
  }

  test('a line on standard input that does not end', async () => {
    const end = await run(to, { input: 'a'.repeat(3 * 1024 * 1024) });
    assert.equal(end.status, 2);
    assert.match(end.stderr, /Line 1 is longer/);
  });
});

describe('Nothing is sent, and the file stays as it is, for', { concurrency: 4 }, async () => {
  const asked = [];
  const { url, to } = await serve((token) => {
    asked.push(token);
    return {};
  });
  const line = (changes) =>
    JSON.stringify({
      ...{ time: '2026-01-02T03:04:05.678Z', line: 1, tokenHash: '0'.repeat(64), label: null },
      ...{
        environment: url,
        outcome: 'revoked',
        error: null,
        status: 200,
        code: '00',
        attempts: 1,
      },
      ...changes,
    });

  const cases = {
    'a report of another environment': [
      `${line({ environment: 'sandbox' })}\n`,
      /another run.*sandbox/,
    ],
    'a report of other tokens': [`${line({})}\n`, /another run: it has none of these/],
    'the tokens in the place of the report': [`${TOKEN}\n`, /line 1 is not one of a report/],
    'a report in CSV': ['time,line,tokenHash\n2026,1,00\n', /line 1 is not one of a report/],
    'a report that is damaged in the middle': [
      `${line({})}\n{"time":"\n${line({})}\n`,
      /line 2 is not/,
    ],
    'a report with an outcome that there is not': [
      `${line({ outcome: 'done' })}\n`,
      /line 1 is not/,
    ],
    'a report with a line that is not JSON at its end': [`${line({})}\nnonsense`, /line 2 is not/],
  };
  for (const [name, [content, sentence]] of Object.entries(cases)) {
    test(name, async () => {
      const report = file(content, '.jsonl');
      const end = await run([file(`${TOKEN}\n`), ...to, '--resume', report]);
      assert.match(end.stderr, sentence);
      assert.equal(end.status, 2);
      assert.equal(readFileSync(report, 'utf8'), content);
      assert.deepEqual(asked, []);
    });
  }

  test('a report that is there already', async () => {
    const report = file('precious', '.jsonl');
    const end = await run([file(`${TOKEN}\n`), ...to, '--report', report]);
    assert.match(end.stderr, /exists already\. --resume/);
    assert.equal(end.status, 2);
    assert.equal(readFileSync(report, 'utf8'), 'precious');
    assert.deepEqual(asked, []);
  });

  test('a report in a folder that is not there, or that is one', async () => {
    for (const [path, sentence] of [
      [`${folder}/none/report.jsonl`, /there is no such file/],
      [folder, /exists already|is a folder/],
    ]) {
      const end = await run([file(`${TOKEN}\n`), ...to, '--report', path]);
      assert.match(end.stderr, sentence);
      assert.equal(end.status, 2);
    }
    const end = await run([file(`${TOKEN}\n`), ...to, '--resume', folder]);
    assert.match(end.stderr, /it is a folder/);
    assert.equal(end.status, 2);
    assert.deepEqual(asked, []);
  });
});
