// The arguments of the command.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import {
  file,
  folder,
  newClient,
  newReport,
  outcomes,
  program,
  run,
  serve,
  mockServer,
  token,
} from './cli.mjs';

const path = file(`${token()}\n`);
const clientId = newClient();
const noWasm = file('delete globalThis.WebAssembly;', '.mjs');
const at = ['--base-url', mockServer];
const by = ['--client-id', clientId];

/** Arguments, and the error for them. */
const WRONG = {
  nothing: [[], /--environment production, or --environment sandbox\.\n.*--client-id/],
  'no server': [[path, ...by, '--yes'], /Say where to send/],
  'an unknown environment': [
    [path, ...by, '--environment', 'live'],
    /must be production or sandbox/,
  ],
  'two servers': [[path, ...by, ...at, '--environment', 'sandbox'], /exclude each other/],
  'no client': [[path, ...at, '--yes'], /NOMBA_CLIENT_ID/],
  'a client that can be none': [
    [path, ...at, '--client-id', 'x', '--yes'],
    /clientId has 1 characters where 36/,
  ],
  'an option that there is not': [[path, ...at, ...by, '--force'], /Unknown option '--force'/],
  'an option without its value': [
    [path, ...at, ...by, '--report'],
    /'--report <value>' argument missing/,
  ],
  'two files': [[path, path, ...at, ...by], /More than one file/],
  'a new report and an old one': [
    [path, ...at, ...by, '--report', 'a', '--resume', 'b'],
    /exclude/,
  ],
  'a limit that is no number': [[path, ...at, ...by, '--max-failures', 'many'], /whole number/],
  'a format that there is not': [[path, ...at, ...by, '--format', 'xlsx'], /jsonl or csv/],
  'no question and no --yes': [[path, ...at, ...by], /no terminal to ask on.*--yes/],
  'standard input and no --yes': [[...at, ...by], /standard input.*--yes/],
  'a server without encryption': [
    [path, ...by, '--yes', '--base-url', 'http://nomba.example'],
    /--base-url.*https/,
  ],
  'a server that is none': [
    [path, ...by, '--yes', '--base-url', 'nomba'],
    /--base-url.*not an address/,
  ],
  'an account that is none': [
    [path, ...at, ...by, '--yes', '--account-id', ''],
    /--account-id.*empty/,
  ],
};

describe('Wrong use is', { concurrency: 4 }, () => {
  for (const [name, [given, sentence]] of Object.entries(WRONG)) {
    test(name, async () => {
      const end = await run(given);
      assert.match(end.stderr, sentence);
      assert.equal(end.status, 2);
      assert.equal(end.stdout, '');
      assert.doesNotMatch(end.stderr, /^ +at /m);
    });
  }

  test('a token as an argument, which is not repeated', async () => {
    for (const given of [
      [token()],
      [`--token=${token()}`],
      [`Bearer ${token()}`],
      ['--client-id', token()],
    ]) {
      const end = await run([...given, ...at, '--yes']);
      assert.match(end.stderr, /A token was given as an argument/);
      assert.equal(end.status, 2);
    }
  });
});

describe('The command', { concurrency: 4 }, () => {
  test('prints its help, which names every option', async () => {
    const { status, stdout, stderr } = await run(['--help']);
    assert.deepEqual([status, stderr], [0, '']);
    const options = readFileSync(new URL('../../cli/arguments.js', import.meta.url), 'utf8')
      .match(/const OPTIONS = \{(.*?)\n\};/s)[1]
      .match(/^ {2}'?[\w-]+(?='?:)/gm)
      .map((name) => name.replace(/[ ']/g, ''));
    assert.ok(options.length > 15);
    for (const option of options) assert.ok(stdout.includes(`--${option}`), option);
    const lines = stdout.split('\n');
    assert.ok(lines.every((line) => line.length <= 100));
    assert.ok(lines.length <= 50, `${lines.length} lines are more than a screen`);
  });

  test('prints its version, by the name under which it is installed', async () => {
    const manifest = JSON.parse(readFileSync(join(program, '../package.json'), 'utf8'));
    const installed = join(program, '../../.bin/nomba-revoke');
    const shell = process.platform === 'win32';
    const { stdout } = await promisify(execFile)(installed, ['--version'], { shell });
    assert.equal(stdout, `${manifest.version}\n`);
  });

  test('says why, where the package does not load', async () => {
    const given = [path, ...at, ...by, '--yes'];
    const end = await run(given, {
      env: { NODE_OPTIONS: `${process.env.NODE_OPTIONS} --import=${noWasm}` },
    });
    assert.equal(end.status, 2);
    assert.equal(
      end.stderr,
      'nomba-revoke could not start, nothing was sent: this context has no WebAssembly; --jitless switches it off in Node.js, and so does the Lockdown Mode of Safari\n',
    );
  });

  test('takes the client from the environment, and sends what it is given', async () => {
    let seen;
    const { url } = await serve((token, _, headers) => {
      seen = headers;
      return {};
    });
    const given = [
      path,
      '--base-url',
      url,
      '--account-id',
      'account-7',
      '--yes',
      '--report',
      newReport(),
    ];
    const end = await run(given, { env: { NOMBA_CLIENT_ID: clientId } });
    assert.equal(end.status, 0, end.stderr);
    assert.equal(seen.accountid, 'account-7');
    assert.equal(seen.authorization, undefined);
  });

  test('names the report itself where nobody does, and lets nobody else read it', async () => {
    const own = file(`${token()}\n`);
    const end = await run([own, ...at, ...by, '--yes'], { cwd: folder });
    assert.equal(end.status, 0, end.stderr);
    const [name] = /nomba-revoke-\d{8}T\d{6}Z\.jsonl/.exec(end.stdout);
    assert.ok(readdirSync(folder).includes(name));
    if (process.platform !== 'win32') {
      assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
    }
  });

  test('sends a token of another length only with the option for that', async () => {
    const long = token(3600, { padding: 'x'.repeat(500) });
    const path = file(`${long}\n`);
    assert.equal((await run([path, ...at, ...by, '--yes'])).status, 2);
    const { to } = await serve(() => ({}));
    const report = newReport();
    const end = await run([path, ...to, '--no-length-check', '--report', report]);
    assert.equal(end.status, 0, end.stderr);
    assert.deepEqual(outcomes(report, [long]), ['revoked']);
  });

  test('sends nothing in a dry run, and makes no report', async () => {
    let requests = 0;
    const { to } = await serve(() => {
      requests += 1;
      return {};
    });
    const report = newReport();
    const dry = to.filter((argument) => argument !== '--yes');
    const end = await run([path, ...dry, '--dry-run', '--report', report]);
    assert.equal(end.status, 0, end.stderr);
    assert.match(end.stdout, /1 would be sent.*Nothing was sent/);
    assert.equal(requests, 0);
    assert.ok(!existsSync(report));
  });
});
