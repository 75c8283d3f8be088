// A report on standard output, paths that are no files, and input that can be read once only.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { basename, dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  assertNoToken,
  file,
  folder,
  hashOf,
  interruptTwice,
  newClient,
  newReport,
  outcomes,
  program,
  run,
  serve,
  start,
  token,
  tokens,
} from './cli.mjs';

const skip = process.platform === 'win32';
const no = { status: 404, body: { code: '404', description: 'No' } };

/** Runs a script of bash, in which "$@" is the command with these arguments. */
async function bash(script, given, env = {}) {
  const command = ['-c', script, 'bash', process.execPath, program, ...given];
  const end = await promisify(execFile)('bash', command, {
    cwd: folder,
    env: { ...process.env, ...env },
  }).catch((error) => error);
  assertNoToken(end.stdout + end.stderr, 'the output');
  return { status: end.code ?? 0, stdout: end.stdout, stderr: end.stderr };
}

/** The lines of a report on standard output. */
function parse(stdout) {
  assert.ok(stdout.endsWith('\n'), stdout.slice(-200));
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('--report - ', { concurrency: 4, skip }, () => {
  test('writes the report to standard output, and everything else to standard error', async () => {
    const list = tokens(3);
    const { to } = await serve((token) => (token === list[1] ? no : {}));
    const content = [...list, 'nonsense'].join('\n');
    const before = new Set(readdirSync(folder));
    const path = file(content);
    const end = await run([path, ...to, '--report', '-']);
    assert.equal(end.status, 1);
    const last = new Map(parse(end.stdout).map((line) => [line.tokenHash, line.outcome]));
    assert.deepEqual(
      [...list.map(hashOf), null].map((hash) => last.get(hash)),
      ['revoked', 'refused', 'revoked', 'not_sent'],
    );
    assert.match(end.stderr, /^ {2}report: standard output$/m);
    assert.match(end.stderr, /^2 revoked, 1 refused, 0 unknown, 1 not sent \(1 not valid\)\.$/m);
    assert.match(end.stderr, /^Report: standard output$/m);
    before.add(basename(path));
    const others = readdirSync(folder).filter((name) => name === '-' || name.startsWith('nomba-'));
    assert.deepEqual(
      others.filter((name) => !before.has(name)),
      [],
    );
  });

  test('gives advice that works: save the report, and resume it', async () => {
    const list = tokens(3);
    let isBack = false;
    const { to } = await serve((token) => (token === list[1] && !isBack ? no : {}));
    const path = file(list.join('\n'));
    const end = await run([path, ...to, '--report', '-']);
    assert.match(
      end.stderr,
      /^To go on, save what standard output was given in a file \(here: report\.jsonl\), then:$/m,
    );
    isBack = true;
    const place = join(folder, 'saved');
    mkdirSync(place);
    writeFileSync(join(place, 'report.jsonl'), end.stdout);
    const again = await follow(end.stderr, place);
    assert.equal(again.status, 0, again.stderr);
    assert.deepEqual(outcomes(join(place, 'report.jsonl'), list), Array(3).fill('revoked'));
  });

  test('says in a dry run on standard error what it would do', async () => {
    const given = ['--base-url', 'http://127.0.0.1:1', '--client-id', newClient()];
    const end = await run([file(token()), ...given, '--dry-run', '--report', '-']);
    assert.deepEqual([end.status, end.stdout], [0, '']);
    assert.match(end.stderr, /Dry run: 1 would be sent/);
  });

  test('writes a line before its token is sent', async () => {
    const list = tokens(40);
    let read = '';
    const late = [];
    const { to } = await serve(async (token) => {
      const hash = hashOf(token);
      const end = Date.now() + 15_000;
      while (!read.includes(hash) && Date.now() < end) await wait(5);
      if (!read.includes(hash)) late.push(hash);
      return {};
    });
    const { child, ended } = start([file(list.join('\n')), ...to, '--report', '-']);
    child.stdout.on('data', (data) => (read += data));
    const end = await ended;
    assert.equal(end.status, 0, end.stderr);
    assert.deepEqual(late, []);
    const lines = parse(end.stdout);
    for (const token of list) {
      const found = lines.filter(({ tokenHash }) => tokenHash === hashOf(token));
      assert.deepEqual(
        found.map(({ outcome }) => outcome),
        ['unknown', 'revoked'],
      );
    }
  });

  test('loses nothing in a pipe that is full', async () => {
    const list = tokens(100);
    const { to } = await serve(() => ({}));
    const COUNT = 1500;
    const path = file(`${'nonsense\n'.repeat(COUNT)}${list.join('\n')}`);
    // The invalid tokens are reported first, 300 KB of lines, and the reader starts after three seconds.
    const end = await bash('"$@" | { sleep 3; cat; }', [path, ...to, '--report', '-']);
    assert.match(end.stderr, new RegExp(`^100 revoked, .* ${COUNT} not sent`, 'm'));
    assert.doesNotMatch(end.stderr, /Stopped|written/);
    const lines = parse(end.stdout);
    assert.equal(lines.length, COUNT + 200);
    const last = new Map(lines.map((line) => [line.tokenHash, line.outcome]));
    assert.deepEqual(
      list.map((token) => last.get(hashOf(token))),
      Array(100).fill('revoked'),
    );
  });

  test('stops as with a full disk where the reader goes away', async () => {
    const list = tokens(300);
    const seen = new Set();
    const { to } = await serve((token) => {
      seen.add(token);
      return {};
    });
    const script = 'set -o pipefail; "$@" | head -n 3';
    const end = await bash(script, [file(list.join('\n')), ...to, '--report', '-']);
    assert.equal(end.status, 1);
    assert.equal(parse(end.stdout).length, 3);
    assert.match(
      end.stderr,
      /Stopped: the report can't be written any more, its reader has gone away/,
    );
    assert.match(end.stderr, /outcomes? could not be written down/);
    assert.match(end.stderr, /To go on, save what standard output was given/);
    assert.ok(seen.size > 0 && seen.size < 300, `${seen.size} sent`);
  });

  test('neither truncates nor closes the file that standard output is', async () => {
    const list = tokens(2);
    const { to } = await serve(() => ({}));
    const report = newReport();
    writeFileSync(report, 'before\n');
    const given = [file(list.join('\n')), ...to, '--report', '-'];
    const end = await bash(`"$@" >> '${report}'`, given);
    assert.equal(end.status, 0, end.stderr);
    const [first, ...rest] = readFileSync(report, 'utf8').split('\n');
    assert.equal(first, 'before');
    assert.equal(rest.length, 5);
    // And no more than its own where the file may not grow.
    const small = newReport();
    writeFileSync(small, 'before\n');
    const long = [file(tokens(200).join('\n')), ...to, '--report', '-'];
    const full = await bash(`ulimit -f 20; "$@" >> '${small}'`, long);
    assert.equal(full.status, 1);
    assert.match(full.stderr, /can't be written any more, a file may not grow/);
    assert.ok(readFileSync(small, 'utf8').startsWith('before\n{'));
    assert.equal(statSync(small).size, 20 * 1024);
  });

  test('a file of that name is ./-', async () => {
    const { to } = await serve(() => ({}));
    const cwd = join(folder, 'dash');
    mkdirSync(cwd);
    const end = await run([file(token()), ...to, '--report', './-'], { cwd });
    assert.equal(end.status, 0, end.stderr);
    assert.deepEqual(readdirSync(cwd), ['-']);
  });

  for (const [name, given, sentence] of [
    ['a CSV file beside it', ['--report', '-', '--format', 'csv'], /--report must name one/],
    ['a report to resume', ['--report', '-', '--resume', 'x.jsonl'], /exclude each other/],
    ['as a report to resume', ['--resume', '-'], /--resume wants the file of an earlier report/],
  ]) {
    test(`has no use with ${name}`, async () => {
      const { to } = await serve(() => assert.fail('nothing may be sent'));
      const end = await run([file(token()), ...to, ...given]);
      assert.equal(end.status, 2);
      assert.match(end.stderr, sentence);
      assert.equal(end.stdout, '');
    });
  }
});

describe('Refused as a report is', { concurrency: 4, skip }, async () => {
  const pipe = file();
  if (!skip) execFileSync('mkfifo', [pipe]);
  const socket = file();
  if (!skip) {
    const server = createServer().listen(socket);
    await once(server, 'listening');
    after(() => server.close());
  }
  const link = file();
  if (!skip) symlinkSync('/dev/null', link);
  const { to, url } = await serve(() => assert.fail('nothing may be sent'));
  const place = join(folder, 'place');
  mkdirSync(place);

  for (const [name, path, reason] of [
    ['/dev/null', '/dev/null', 'it is a device'],
    ['/dev/tty', '/dev/tty', 'it is a device'],
    ['/dev/stdout', '/dev/stdout', 'it is a (socket|pipe)'],
    ['/dev/fd/2', '/dev/fd/2', 'it is a (socket|pipe)'],
    ['a link to a device', link, 'it is a device'],
    ['a named pipe', pipe, 'it is a pipe'],
    ['a socket', socket, 'it is a socket'],
    ['a folder', place, 'it is a folder'],
  ]) {
    test(name, async () => {
      for (const more of [[], ['--dry-run']]) {
        const end = await run([file(token()), ...to, ...more, '--report', path]);
        assert.equal(end.status, 2);
        assert.match(
          end.stderr,
          new RegExp(`^nomba-revoke: The report ${path} can't be made: ${reason}\\.`),
        );
        assert.doesNotMatch(end.stderr, /--resume/);
      }
      const end = await run([file(token()), ...to, '--resume', path]);
      assert.equal(end.status, 2);
      assert.match(end.stderr, new RegExp(`The report ${path} can't be read: ${reason}\\.`));
      assert.ok(existsSync(path) || path.startsWith('/dev/'));
    });
  }

  test('/dev/stdout where it is a file', async () => {
    const out = file('');
    const given = [file(token()), '--base-url', url, '--client-id', newClient(), '--yes'];
    const end = await bash(`"$@" > '${out}'`, [...given, '--report', '/dev/stdout']);
    assert.equal(end.status, 2);
    assert.match(
      end.stderr,
      /it is a name of what this process has open.*--report - is standard output/,
    );
    assert.equal(readFileSync(out, 'utf8'), '');
  });
});

/** Does what the command advises, in a folder, and returns how that ends. */
function follow(advice, cwd) {
  const [, line] = /^ {2}npx nomba-revoke (.*)$/m.exec(advice);
  const script = `exec "$0" "$1" ${line} --yes`;
  return promisify(execFile)('bash', ['-c', script, process.execPath, program], { cwd }).then(
    (end) => ({ status: 0, ...end }),
    (error) => ({ ...error, status: error.code, stderr: error.stderr }),
  );
}

describe('Where input can be read once only, the advice works', { concurrency: 4, skip }, () => {
  for (const [name, script, ending] of [
    ['process substitution', '"$@" <(cat "$INPUT")', '.txt'],
    ['a pipe', 'cat "$INPUT" | "$@"', '.txt'],
    ['a pipe that is named', 'cat "$INPUT" | "$@" -', '.txt'],
    ['standard input from a file', '"$@" < "$INPUT"', '.txt'],
    ['/dev/stdin from a file', '"$@" /dev/stdin < "$INPUT"', '.txt'],
    ['a text of the shell', '"$@" <<< "$(cat "$INPUT")"', '.txt'],
    [
      'a named pipe',
      'mkfifo "$INPUT.fifo"; cat "$INPUT" > "$INPUT.fifo" & "$@" "$INPUT.fifo"',
      '.txt',
    ],
    [
      'a named pipe of CSV',
      'mkfifo "$INPUT.csv"; (echo token; cat "$INPUT") > "$INPUT.csv" & "$@" "$INPUT.csv"',
      '.csv',
    ],
  ]) {
    test(`for ${name}`, async () => {
      const list = tokens(2);
      let isBack = false;
      const { to } = await serve((token) => (token === list[1] && !isBack ? no : {}));
      const input = file(`${list.join('\n')}\n`);
      const cwd = `${input}-place`;
      mkdirSync(cwd);
      const report = newReport();
      const end = await bash(script, [...to, '--report', report], { INPUT: input });
      assert.equal(end.status, 1, end.stderr);
      assert.ok(
        end.stderr.includes(`To go on, save the tokens in a file (here: tokens${ending}), then:\n`),
        end.stderr,
      );
      const header = ending === '.csv' ? 'token\n' : '';
      writeFileSync(join(cwd, `tokens${ending}`), header + readFileSync(input, 'utf8'));
      isBack = true;
      const again = await follow(end.stderr, cwd);
      assert.equal(again.status, 0, again.stderr);
      assert.deepEqual(outcomes(report, list), ['revoked', 'revoked']);
    });
  }

  test('also after a second Ctrl-C', async () => {
    const list = tokens(3);
    let requests = 0;
    const { to } = await serve((_, number) => {
      requests += 1;
      return number > 1 ? new Promise(() => {}) : {};
    });
    const { child, ended } = start([...to, '--report', '-'], { input: `${list.join('\n')}\n` });
    while (requests < 3) await wait(10);
    await interruptTwice(child);
    const end = await ended;
    assert.equal(end.status, 1);
    assert.match(
      end.stderr,
      /Stopped at once\. What was in flight is unknown\.\nTo go on, save the tokens in a file \(here: tokens\.txt\) and what standard output was given in a file \(here: report\.jsonl\), then:\n {2}npx nomba-revoke tokens\.txt .*--resume report\.jsonl\n$/,
    );
    assert.equal(parse(end.stdout).length, 4);
  });

  test('and a file is named as it is', async () => {
    const { to } = await serve(() => no);
    const path = file(token());
    const end = await run([path, ...to, '--report', newReport()]);
    assert.match(end.stderr, new RegExp(`^To go on:\\n {2}npx nomba-revoke ${path} `, 'm'));
    assert.equal(dirname(path), folder);
  });
});
