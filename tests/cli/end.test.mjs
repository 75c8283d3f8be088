// The command ends by itself, and what it printed arrives.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import {
  file,
  interruptTwice,
  newClient,
  newReport,
  program,
  run,
  serve,
  start,
  token,
  tokens,
} from './cli.mjs';
import { closedPort, listen, startProxy } from './proxies.mjs';

const isWindows = process.platform === 'win32';

/** Keeps Node's event loop from ever being empty. */
const endless = file('setInterval(() => {}, 1000);', '.mjs');
const noWasm = file('delete globalThis.WebAssembly;', '.mjs');
const crash = file('setTimeout(() => { throw new Error(); }, 300);', '.mjs');

const nodeOptions = (...modules) =>
  [process.env.NODE_OPTIONS, ...modules.map((module) => `--import=${module}`)].join(' ');

const path = file(`${token()}\n`);
const dry = [path, '--base-url', 'http://127.0.0.1:1', '--client-id', newClient(), '--dry-run'];

/** Ways to an end, with arguments, the exit status, and what else is loaded. */
const WAYS = {
  help: [['--help'], 0],
  'the version': [['--version'], 0],
  'a dry run': [dry, 0],
  'a dry run of what is not valid': [[file('nonsense\n' + token()), ...dry.slice(1)], 1],
  'wrong use': [['--environment', 'live'], 2],
  'input that is not there': [[file(), ...dry.slice(1)], 2],
  'a report that can not be made': [[...dry.slice(0, -1), '--yes', '--report', '/none/x'], 2],
  'a package that does not load': [dry, 2, noWasm],
  'a crash': [['--client-id', newClient(), ...dry.slice(1, 3), '--yes'], 1, crash],
};

describe('Whatever is open below it, the command ends after', { concurrency: 4 }, () => {
  for (const [name, [given, status, ...modules]] of Object.entries(WAYS)) {
    test(name, async () => {
      const { child, ended } = start(given, {
        env: { NODE_OPTIONS: nodeOptions(endless, ...modules) },
        // For the crash, standard input stays open.
        input: { pipe: () => {} },
      });
      const end = await ended;
      assert.equal(end.signal, null);
      assert.equal(end.status, status, end.stderr);
      assert.ok(end.stdout + end.stderr !== '');
      child.stdin.destroy();
    });
  }

  test('a run, with a connection that the server keeps', async () => {
    const { to } = await serve(() => ({}));
    const end = await run([path, ...to, '--report', newReport()], {
      env: { NODE_OPTIONS: nodeOptions(endless) },
    });
    assert.equal(end.status, 0, end.stderr);
    assert.match(end.stdout, /1 revoked.*\nReport: /);
  });

  test('a run whose answers never end', async () => {
    // The status counts as soon as it is there.
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () =>
        socket.write(
          'HTTP/1.1 404 No\r\ncontent-type: application/json\r\ncontent-length: 999\r\n\r\n{',
        ),
      );
    });
    const url = `http://127.0.0.1:${await listen(server)}`;
    const given = ['--base-url', url, '--client-id', newClient(), '--yes', '--report', newReport()];
    const { child, ended } = start([path, ...given]);
    await once(server, 'connection');
    await wait(500);
    child.kill('SIGINT');
    const before = performance.now();
    const end = await ended;
    assert.equal(end.status, 1);
    assert.match(end.stdout, /Stopped before the end/);
    assert.ok(performance.now() - before < 20_000);
  });

  test('a second Ctrl-C', { skip: isWindows }, async () => {
    let requests = 0;
    const { to } = await serve(() => {
      requests += 1;
      return new Promise(() => {});
    });
    const { child, ended } = start([path, ...to, '--report', newReport()], {
      env: { NODE_OPTIONS: nodeOptions(endless) },
    });
    while (requests === 0) await wait(10);
    await interruptTwice(child);
    const end = await ended;
    assert.equal(end.status, 1);
    assert.match(end.stderr, /Stopped at once\..*To go on:\n.*--resume/s);
  });

  test('a run behind a proxy that drops connections, where Node uses the proxy by itself', async () => {
    const proxy = await startProxy({
      answer: (socket) => setTimeout(() => socket.destroy(), 20),
    });
    const given = ['--base-url', `http://127.0.0.1:${await closedPort()}`];
    const rest = ['--client-id', newClient(), '--yes', '--report', newReport()];
    const end = await run([path, ...given, ...rest], {
      env: { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy.url },
    });
    assert.equal(end.status, 1);
    assert.match(end.stdout, /Report: /);
    assert.equal(proxy.asked.length, 3);
  });
});

describe('What was printed arrives', { concurrency: 2, skip: isWindows }, () => {
  const COUNT = 30_000;
  const list = file(`${token()}\n${'nonsense\n'.repeat(COUNT)}`);
  const given = [list, ...dry.slice(1)];
  /** Reads its input slowly, after a while. */
  const slow = file(
    `import { createHash } from 'node:crypto';
     import { setTimeout as wait } from 'node:timers/promises';
     await wait(1500);
     let text = '';
     for await (const data of process.stdin) {
       text += data;
       await wait(2);
     }
     const lines = text.split('\\n');
     console.log(lines.filter((line) => line.startsWith('    line ')).length, lines.at(-3));`,
    '.mjs',
  );
  const last = `Dry run: 1 would be sent, ${COUNT} are not valid. Nothing was sent.`;

  test('through a pipe, megabytes of it, to a reader that is slow', () => {
    const status = file();
    const script = '{ "$0" "$@"; echo $? > "$STATUS"; } 2>&1 | "$0" "$SLOW"';
    const text = execFileSync('sh', ['-c', script, process.execPath, program, ...given], {
      encoding: 'utf8',
      env: { ...process.env, STATUS: status, SLOW: slow },
    });
    assert.equal(text, `${COUNT} ${last}\n`);
    assert.equal(readFileSync(status, 'utf8'), '1\n');
  });

  test('through a socket, to a reader that is slow', async () => {
    const child = spawn(process.execPath, [program, ...given]);
    await wait(2000);
    let output = '';
    let printed = '';
    child.stderr.on('data', (data) => (output += data));
    child.stdout.on('data', (data) => (printed += data));
    const [status] = await once(child, 'close');
    assert.equal(status, 1);
    assert.equal(output.match(/^ {4}line /gm).length, COUNT);
    assert.ok(printed.startsWith(`${last}\nPlan: `), printed);
  });

  test('and where the reader has gone away, it ends as well', () => {
    for (const reader of ['true', 'head -n 1']) {
      const status = file();
      const script = `{ "$0" "$@"; echo $? > "$STATUS"; } 2>&1 | ${reader}`;
      execFileSync('sh', ['-c', script, process.execPath, program, ...given], {
        env: { ...process.env, STATUS: status, NODE_OPTIONS: nodeOptions(endless) },
      });
      assert.equal(readFileSync(status, 'utf8'), '1\n');
    }
  });
});
