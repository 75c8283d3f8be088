// A body without end: how much of it is taken, and what stays in memory.
//
// Environment: PACKAGE, the folder of the built package.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { memories } from '../package/memories.mjs';
import { endOf } from './call.mjs';
import { chunked, endlessly, head } from './misbehave.mjs';
import { start } from './server.mjs';
import { within } from './try.mjs';

const KIB = 1024;
const BOUND = 25_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

let theirs;
before(async () => {
  theirs = await import(pathToFileURL(join(process.env.PACKAGE, 'index.js')));
});

const ENDLESS = {
  'a 200 with chunks': endlessly(
    head('200 OK', 'transfer-encoding: chunked'),
    chunked('{"code":"00"}'.repeat(1_000)),
  ),
  'a 200 without a length': endlessly(head('200 OK'), 'x'),
  'a 401': endlessly(head('401 No'), 'x'),
};

for (const [body, does] of Object.entries(ENDLESS)) {
  test(`of ${body}, no more than 64 KiB and the piece that passes the limit are read`, async (t) => {
    const server = await start({ does }, false);
    t.after(() => server.stop());
    let taken = 0;
    let largest = 0;
    const fetch = async (url, init) => counted(await globalThis.fetch(url, init), (size) => {
      taken += size;
      largest = Math.max(largest, size);
    });
    const options = { baseUrl: server.url, retries: 0, timeout: Infinity, fetch };
    const { name } = await endOf(theirs, options, { bound: BOUND });
    assert.match(name, /^(UnexpectedResponse|Authentication)Error$/);
    assert.ok(taken > 64 * KIB && taken <= 64 * KIB + largest, `${taken} bytes, ${largest} at most at once`);
    await within(BOUND, server.released(), 'the client still holds the connection');
  });
}

test('hundreds of bodies without end leave nothing in memory', async (t) => {
  const server = await start({ does: ENDLESS['a 200 with chunks'] }, false);
  t.after(() => server.stop());
  const options = { baseUrl: server.url, retries: 0, timeout: Infinity };
  const calls = async (count) => {
    for (let call = 0; call < count; call += 1) {
      const { name } = await endOf(theirs, options, { bound: BOUND });
      assert.equal(name, 'UnexpectedResponseError');
    }
    await within(BOUND, server.released(), 'the client still holds a connection');
    // What a collection sets free may itself hold something until the next.
    for (let round = 0; round < 3; round += 1) {
      collect();
      await sleep(50);
    }
    const { heapUsed, external } = process.memoryUsage();
    return { heap: heapUsed + external, wasm: memories[0].buffer.byteLength };
  };
  const early = await calls(50);
  const late = await calls(400);
  // One body kept of each call would be 25 MiB.
  assert.ok(late.heap - early.heap < 8 * KIB * KIB, `${early.heap}, then ${late.heap} bytes`);
  assert.equal(late.wasm, early.wasm);
});

/** An answer that records the size of each piece of its body that is read. */
function counted(response, count) {
  const { status, headers } = response;
  const body = {
    getReader() {
      const reader = response.body.getReader();
      return {
        async read() {
          const piece = await reader.read();
          count(piece.value?.byteLength ?? 0);
          return piece;
        },
        cancel: () => reader.cancel(),
      };
    },
  };
  return { status, headers, body };
}
