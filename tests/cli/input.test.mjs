// Input in every format, from the file to the server.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import {
  file,
  hashOf,
  lastLines,
  linesOf,
  newReport,
  revoked,
  run,
  toMockServer,
  tokens,
} from './cli.mjs';

/** A token that is shorter than the specification says. */
function shortToken() {
  const [header, , signature] = tokens(1)[0].split('.');
  return `${header}.${Buffer.from('{"sub":"x"}').toString('base64url')}.${signature}`;
}

const utf16 = (text) => Buffer.from(`\ufeff${text}`, 'utf16le');
const json = JSON.stringify;

/** Texts that hold the tokens a and b, with the line that each is on. */
const WAYS = {
  'one a line': ([a, b]) => [`${a}\n${b}\n`, 1, 2],
  'one a line, without an end to the last': ([a, b]) => [`${a}\n${b}`, 1, 2],
  'line ends of Windows': ([a, b]) => [`${a}\r\n\r\n${b}\r\n`, 1, 3],
  'line ends of old': ([a, b]) => [`${a}\r${b}\r`, 1, 2],
  'a byte order mark': ([a, b]) => [`\ufeff${a}\n${b}\n`, 1, 2],
  'UTF-16': ([a, b]) => [utf16(`${a}\r\n${b}\r\n`), 1, 2],
  'UTF-16, the other way round': ([a, b]) => [utf16(`${a}\n${b}\n`).swap16(), 1, 2],
  'Bearer, quotation marks and white space': ([a, b]) => [
    `  Bearer ${a}\t\n"authorization: bearer '${b}'",\n`,
    1,
    2,
  ],
  'JSON Lines': ([a, b]) => [`{"access_token":"${a}"}\n\n{"id":1,"token":"${b}"}\n`, 1, 3],
  'JSON strings': ([a, b]) => [`"${a}"\n"${b}"\n`, 1, 2],
  CSV: ([a, b]) => [`id,access_token\n1,${a}\n2,${b}\n`, 2, 3],
  'CSV of one column': ([a, b]) => [`"accessToken"\n${a}\n${b}\n`, 2, 3],
  'CSV with semicolons': ([a, b]) => [`id;Token\r\n1;${a}\r\n2;${b}\r\n`, 2, 3],
  'CSV with tabs': ([a, b]) => [`token\tid\n${a}\t1\n${b}\t2\n`, 2, 3],
  'CSV with quotes and line breaks in its fields': ([a, b]) => [
    `note,access_token\r\n"He said ""no"",\r\ntwice",${a}\r\n\r\n"x\ny\nz", "${b}"\r\n`,
    2,
    5,
  ],
  'lines of grep': ([a, b]) => [`logs/a.log:12:token=${a}\nlogs/b.log:7:Bearer ${b}.\n`, 1, 2],
  'dotenv and SQL': ([a, b]) => [`export NOMBA_TOKEN='${a}'\n('${b}'),\n`, 1, 2],
  'CSV of a spreadsheet': ([a, b]) => [`sep=;\r\naccess_token;n\r\n${a};1\r\n${b};2\r\n`, 3, 4],
  'a JSON array': ([a, b]) => [json([{ access_token: a }, b], null, 2), 1, 2],
  'indented JSON documents': ([a, b]) => [
    `${json({ token: a }, null, 2)}\n${json({ token: b }, null, 2)}\n`,
    1,
    2,
  ],
  'UTF-16 CSV': ([a, b]) => [utf16(`token\tid\r\n${a}\t1\r\n${b}\t2\r\n`), 2, 3],
};

describe('Tokens are read', { concurrency: 4 }, () => {
  for (const [way, write] of Object.entries(WAYS)) {
    test(`as ${way}`, async () => {
      const pair = tokens(2);
      const [input, ...lines] = write(pair);
      const report = newReport();
      const end = await run([...toMockServer(), '--report', report], { input });
      assert.equal(end.status, 0, end.stderr);
      const last = lastLines(report);
      assert.deepEqual(
        pair.map((token) => last.get(hashOf(token))?.line),
        lines,
      );
      assert.equal(last.size, 2);
      const known = await revoked();
      assert.ok(pair.every((token) => known.has(hashOf(token))));
    });
  }

  test('from a pipe that comes in single bytes', async () => {
    const [token] = tokens(1);
    const bytes = Buffer.from(`\ufeffid,token,label\r\n1,"${token}",ü\r\n`);
    async function* slowly() {
      for (const byte of bytes) {
        yield Buffer.of(byte);
        await new Promise(setImmediate);
      }
    }
    const report = newReport();
    const end = await run([...toMockServer(), '--report', report], { input: Readable.from(slowly()) });
    assert.equal(end.status, 0, end.stderr);
    const { line, label } = lastLines(report).get(hashOf(token));
    assert.deepEqual([line, label], [2, 'ü']);
  });

  test('with a line end that is in two pieces', async () => {
    const [first, second] = tokens(2);
    async function* pieces() {
      yield `${first}\r`;
      await new Promise((resolve) => setTimeout(resolve, 1000));
      yield `\n${second}\r\n`;
    }
    const report = newReport();
    const end = await run([...toMockServer(), '--report', report], { input: Readable.from(pieces()) });
    assert.equal(end.status, 0, end.stderr);
    assert.equal(lastLines(report).get(hashOf(second)).line, 2);
  });

  test('from a named pipe', { skip: process.platform === 'win32' }, async () => {
    const [token] = tokens(1);
    const pipe = file(undefined, '.pipe');
    execFileSync('mkfifo', [pipe]);
    const source = spawn('sh', ['-c', `printf '%s\\n' "$TOKEN" > "$0"`, pipe], {
      env: { ...process.env, TOKEN: token },
    });
    const end = await run([pipe, ...toMockServer(), '--report', newReport()]);
    source.kill();
    assert.equal(end.status, 0, end.stderr);
    assert.ok((await revoked()).has(hashOf(token)));
  });

  test('from the columns that are named', async () => {
    const [one, other] = tokens(2);
    const report = newReport();
    const path = file(`token,leaked,who\n${one},${other},Ada\n`, '.csv');
    const columns = ['--token-column', 'Leaked', '--label-column', 'who'];
    const end = await run([path, ...columns, ...toMockServer(), '--report', report]);
    assert.equal(end.status, 0, end.stderr);
    const [, line] = linesOf(report);
    assert.deepEqual([line.tokenHash, line.label], [hashOf(other), 'Ada']);
  });

  test('in the format that is named, whatever the input looks like', async () => {
    const [token] = tokens(1);
    const path = file(`{"access_token":"${token}"}\n`, '.csv');
    const end = await run([
      path,
      '--input-format',
      'jsonl',
      ...toMockServer(),
      '--report',
      newReport(),
    ]);
    assert.equal(end.status, 0, end.stderr);
  });
});

describe('The command describes what it read', { concurrency: 4 }, () => {
  test('with what was taken off and left out', async () => {
    const [a, b, c] = tokens(3);
    const path = file(`${a}\nBearer ${b}\n ${a} \n"${c}"\n${c}\n`);
    const { status, stderr } = await run([path, ...toMockServer(), '--report', newReport()]);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /one token a line\): 3 tokens/);
    assert.match(stderr, /left out: 2 duplicates/);
    assert.match(stderr, /taken off: “Bearer”, 1 time\b/);
    assert.match(stderr, /taken off: quotation marks, 1 time\b/);
    assert.match(stderr, /taken off: white space, 1 time\b/);
  });

  test('with every problem of every line that holds no token', async () => {
    const [token, damaged] = tokens(2);
    const refresh = 'r'.repeat(45);
    const lines = [
      'short',
      refresh,
      `${token} ${token}`,
      `${token}é`,
      token,
      '""',
      damaged.slice(0, -4),
      `${damaged}.x`,
      shortToken(),
    ];
    const { status, stderr, stdout } = await run([
      file(lines.join('\n')),
      ...toMockServer(),
      '--dry-run',
    ]);
    assert.equal(status, 1);
    assert.match(stderr, /1 token\n/);
    assert.match(stderr, /not valid: 7, will not be sent/);
    assert.match(stderr, /line 1: holds no JWT\n/);
    assert.match(stderr, /line 2: holds no JWT; it has 45 characters.*refresh token/);
    assert.match(stderr, /line 3: holds 2 JWTs, not one/);
    assert.match(stderr, /line 6: holds no JWT\n/);
    assert.match(stderr, /line 7: holds a JWT that is cut short: its signature lacks 4 characters/);
    assert.match(stderr, /line 8: holds no JWT, though something like one/);
    assert.match(stderr, /line 9: access_token has \d+ characters where 300 to 600.*--no-length-check/);
    assert.match(stdout, /1 would be sent, 7 are not valid/);
    assert.ok(!stderr.includes(refresh));
  });

  test('with a count of all JWTs that it holds', async () => {
    const [a, b, c, d, e] = tokens(5);
    const rows = [`id,access_token,id_token`, `1,${a},${b}`, `2,${a},`, `3,${c}|${d},`, `4,x,${e}`];
    const { status, stderr } = await run([file(rows.join('\n')), ...toMockServer(), '--dry-run']);
    assert.equal(status, 1);
    const parts = '1 as tokens, 3 in what is not valid, 1 beside the token of a row';
    assert.ok(stderr.includes(`checked: the input holds 5 different JWTs: ${parts}`), stderr);
  });

  test('of JSON and CSV too', async () => {
    const [token, other] = tokens(2);
    const broken = `{"access_token":"${token}"`;
    const jsonl = [
      json({ token }),
      broken,
      '{"token":5}',
      'null',
      '[]',
      json({ access_token: 'x' }),
      json({ data: { access_token: other } }),
    ];
    const { stderr } = await run([file(jsonl.join('\n')), ...toMockServer(), '--dry-run']);
    for (const text of [
      '2: is not JSON',
      '3: holds no JWT',
      '4: has no access_token',
      '5: has no access_token',
      '6: holds no JWT',
      '7: has no access_token, but a JWT in data.access_token: --token-column data.access_token',
    ]) {
      assert.ok(stderr.includes(`line ${text}`), `${text}\n${stderr}`);
    }
    const csv = `id,token\n1,${token}\n2\n3,\n4,x,y,z\n`;
    const second = await run([file(csv), ...toMockServer(), '--dry-run']);
    assert.match(second.stderr, /line 3: has nothing in the column/);
    assert.match(second.stderr, /line 4: has nothing in the column/);
    assert.match(second.stderr, /line 5: holds no JWT/);
    const array = json([{ token }, 5, { token: [other] }], null, 1);
    const third = await run([file(array), ...toMockServer(), '--dry-run']);
    assert.match(third.stderr, /element 2 \(line 5\): has no access_token/);
    assert.match(third.stderr, /element 3 \(lines 6 to 10\): has no access_token, but a JWT in token\.0/);
  });

  test('and no further than a person reads', async () => {
    const [token] = tokens(1);
    const path = file(`${token}\n${'x\n'.repeat(300)}`);
    const shown = await run([path, ...toMockServer(), '--report', newReport()]);
    assert.equal(shown.stderr.match(/line \d+:/g).length, 50);
    assert.match(shown.stderr, /and 250 more; --dry-run lists them all/);
    const all = await run([path, ...toMockServer(), '--dry-run']);
    assert.equal(all.stderr.match(/line \d+:/g).length, 300);
  });
});
