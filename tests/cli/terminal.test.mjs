// What a person sees on a terminal, which `script` of util-linux provides.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { after, describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import {
  file,
  hashOf,
  newReport,
  outcomes,
  program,
  assertNoToken,
  serve,
  tokens,
  until,
  vendorToken,
} from './cli.mjs';

function hasScript() {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

/** Runs the command on a terminal. `screen` is what has been written on it so far. */
function onTerminal(given) {
  const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
  const line = ['exec', process.execPath, program, ...given].map((part, at) =>
    at ? quote(part) : part,
  );
  const child = spawn('script', ['-qefc', `stty cols 100; ${line.join(' ')}`, '/dev/null']);
  after(() => child.kill());
  const terminal = {
    screen: '',
    type: (keys) => child.stdin.write(keys),
    see: (text) => until(() => terminal.screen.includes(text)),
    match: (pattern) => until(() => pattern.test(terminal.screen)),
    ended: once(child, 'close').then(([status]) => {
      assertNoToken(terminal.screen, 'the terminal');
      return status;
    }),
  };
  child.stdout.on('data', (data) => (terminal.screen += data));
  return terminal;
}

describe('On a terminal', { concurrency: 4, skip: !hasScript() }, async () => {
  const list = tokens(60);
  const path = file(list.join('\n'));

  async function prepare() {
    const server = { seen: 0, release: () => {} };
    const released = new Promise((resolve) => (server.release = resolve));
    const { to, url } = await serve(async (_, number) => {
      server.seen += 1;
      if (number > 20) await released;
      return {};
    });
    const report = newReport();
    const given = [path, ...to.filter((argument) => argument !== '--yes'), '--report', report];
    return { server, report, given, url };
  }

  test('it asks by the address of a relay, and says whose the environment is', async () => {
    const { server, report, url } = await prepare();
    const terminal = onTerminal([path, '--relay', url, '--report', report]);
    await terminal.see(`the environment is the relay's. Revoke 60 tokens through ${url}? [y/N]`);
    terminal.type('n\r');
    assert.equal(await terminal.ended, 1);
    assert.equal(server.seen, 0);
  });

  test('it asks before it sends, shows how far it is, and ends with a clean line', async () => {
    const { server, report, given, url } = await prepare();
    const terminal = onTerminal(given);
    await terminal.see(`Revoke 60 tokens at ${url}? [y/N]`);
    assert.equal(server.seen, 0);
    terminal.type('y\r');
    await terminal.match(
      /\[#{8}-{16}\] {2}20\/60 {2}[\d.]+\/s {2}ETA [\d a-z]+ {2}revoked 20 {2}refused 0 {2}unknown 0/,
    );
    server.release();
    assert.equal(await terminal.ended, 0);
    assert.deepEqual(outcomes(report, list), Array(60).fill('revoked'));
    const rest = stripVTControlCharacters(
      terminal.screen.slice(terminal.screen.lastIndexOf('\x1b[2K')),
    );
    assert.ok(rest.startsWith('60 revoked, 0 refused, 0 unknown, 0 not sent.'), rest);
  });

  for (const [name, keys] of Object.entries({
    n: 'n\r',
    nothing: '\r',
    yesterday: 'yesterday\r',
    'Ctrl-C': '\x03',
    'Ctrl-D': '\x04',
  })) {
    test(`it takes ${name} for a no`, async () => {
      const { server, given } = await prepare();
      const terminal = onTerminal(given);
      await terminal.see('[y/N]');
      terminal.type(keys);
      assert.equal(await terminal.ended, 1);
      assert.match(terminal.screen, /Nothing was sent/);
      assert.equal(server.seen, 0);
    });
  }

  test('a report on it is not mixed with the progress', async () => {
    const { to } = await serve(async () => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      return {};
    });
    const few = tokens(3);
    const terminal = onTerminal([file(few.join('\n')), ...to, '--report', '-']);
    assert.equal(await terminal.ended, 0);
    const lines = terminal.screen.split('\r\n').filter((line) => line.startsWith('{'));
    const outcomesOf = few.map((token) =>
      lines.map((line) => JSON.parse(line)).filter(({ tokenHash }) => tokenHash === hashOf(token)),
    );
    assert.deepEqual(
      outcomesOf.map((found) => found.at(-1).outcome),
      Array(3).fill('revoked'),
    );
    assert.doesNotMatch(terminal.screen, /\[#|ETA|\x1b/);
  });

  test('Ctrl-C stops it in order, and Ctrl-C once more at once', async () => {
    const { server, given, report } = await prepare();
    const terminal = onTerminal(given);
    await terminal.see('[y/N]');
    terminal.type('y\r');
    await terminal.see('20/60');
    terminal.type('\x03');
    await terminal.see('in flight. Ctrl-C once more');
    await terminal.see('stopping, ');
    const inFlight = Number(/Waiting for (\d+) in flight/.exec(terminal.screen)[1]);
    terminal.type('\x03');
    assert.equal(await terminal.ended, 1);
    assert.match(terminal.screen, /Stopped at once/);
    assert.equal(
      outcomes(report, list).filter((outcome) => outcome === 'unknown').length,
      inFlight,
    );
    server.release();
  });

  test('find shows how much it has read, and ends with a clean line', async () => {
    const pipe = file(undefined, '.pipe');
    execFileSync('mkfifo', [pipe]);
    const terminal = onTerminal(['find', pipe]);
    const input = createWriteStream(pipe);
    input.write(`${vendorToken()}\n`);
    await terminal.match(/\d+ bytes in 1 file {2}[\d.]+ \w+\/s {2}1 token {2}\S*\.pipe/);
    input.end(`${vendorToken()}\n`);
    assert.equal(await terminal.ended, 0);
    const rest = terminal.screen.slice(terminal.screen.lastIndexOf('\x1b[2K'));
    assert.ok(stripVTControlCharacters(rest).startsWith(`${pipe}: 2 tokens\r\n`), rest);
  });
});
