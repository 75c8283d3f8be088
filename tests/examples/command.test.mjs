// `cargo xtask example`, where it can't start an application.
//
// Environment: XTASK, the program.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { manifestsIn } from '../bundlers/project.mjs';

const { XTASK } = process.env;
if (!XTASK) throw new Error('XTASK must be set; `cargo xtask test examples` does.');
const EXAMPLES = new URL('../../examples/', import.meta.url).pathname;

/** What the command writes with these arguments. It has to fail. */
async function failure(args, environment) {
  const child = spawn(XTASK, ['example', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const [output, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  assert.equal(code, 1, output);
  return output;
}

test('lists the applications', async () => {
  const names = Object.keys(manifestsIn(EXAMPLES)).sort().join(', ');
  assert.match(await failure(['nothing']), new RegExp(`Name one of the applications: ${names}`));
});

test('says what to do where the port is in use', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const output = await failure(['express', '--port', String(port)]);
  assert.match(output, /end the program that uses it, or choose another with --port/);
  server.close();
});

test('says what to do where the mock server is not there', async () => {
  const output = await failure(['express', '--port', '0'], { MOCK_SERVER_URL: 'http://127.0.0.1:9' });
  assert.match(output, /No server answers at MOCK_SERVER_URL, http:\/\/127\.0\.0\.1:9; unset the variable/);
});

test("README's table names every application", () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, section] = readme.split('## In a dashboard\n');
  for (const name of Object.keys(manifestsIn(EXAMPLES))) assert.ok(section.includes(`](examples/${name})`), name);
});
