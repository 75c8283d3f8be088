// Many requests at once, and clients that never finish their bodies beside honest ones.
//
// Environment: CONSUMER, a project with the package installed.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { newToken, PATH } from '../table.mjs';
import { overHttp1 } from '../transports.mjs';

const MIB = 1024 * 1024;

/** Bounds on a slow machine; docs/relay.md has what was measured. */
const MOST_MEMORY = 400 * MIB;
const LONGEST = 28_000;

let server;
let port;
let send;

before(async () => {
  server = fork(fileURLToPath(new URL('server.mjs', import.meta.url)));
  [{ port }] = await once(server, 'message');
  send = overHttp1(`http://127.0.0.1:${port}`);
});

after(() => server.kill('SIGKILL'));

async function memory() {
  server.send('memory');
  const [{ most }] = await once(server, 'message');
  return most;
}

/** Revokes a token. Resolves with the gate that answered, and the milliseconds that it took. */
async function revoke() {
  const started = performance.now();
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ access_token: newToken() });
  const answer = await send({ method: 'POST', path: PATH, headers, body });
  return { gate: answer.headers['x-nomba-revoke-relay'], time: performance.now() - started };
}

/** A client that sends a byte of its body from time to time. Resolves with its answer's first line. */
function dawdle() {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.write(`POST ${PATH} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{`);
    const sending = setInterval(() => socket.write(' '), 250);
    let text = '';
    socket.on('data', (bytes) => (text += bytes));
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(sending);
      resolve(text.split('\r\n')[0]);
    });
  });
}

function report(what, times, most) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => Math.round(sorted[Math.floor((sorted.length - 1) * share)]);
  console.log(`${what}: half within ${at(0.5)} ms, all within ${at(1)} ms; memory ${Math.round(most / MIB)} MiB`);
  assert.ok(at(1) < LONGEST);
  assert.ok(most < MOST_MEMORY);
}

test('5,000 requests at once with a slow vendor: each is answered, in bounded memory', async () => {
  const answers = await Promise.all(Array.from({ length: 5_000 }, revoke));
  const count = (gate) => answers.filter((answer) => answer.gate === gate).length;
  console.log(`vendor ${count('vendor')}, busy ${count('busy')}`);
  assert.equal(count('vendor') + count('busy'), 5_000);
  assert.ok(count('vendor') >= 32);
  report('5,000 at once', answers.map(({ time }) => time), await memory());
});

test('1,000 slow bodies beside honest ones: every honest one is answered in time', async () => {
  const slow = Array.from({ length: 1_000 }, dawdle);
  await wait(500);
  const answers = [];
  for (let batch = 0; batch < 10; batch += 1) {
    answers.push(...(await Promise.all(Array.from({ length: 20 }, revoke))));
  }
  assert.ok(answers.every(({ gate }) => gate === 'vendor'));
  report('200 honest ones', answers.map(({ time }) => time), await memory());
  const refused = await Promise.all(slow);
  assert.ok(refused.every((line) => line === 'HTTP/1.1 400 Bad Request'), refused.find((line) => !line.includes('400')));
});
