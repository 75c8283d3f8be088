// A million tokens: what is kept of them.
//
// Environment: CONSUMER, the project that the package is installed in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { memories } from '../../package/memories.mjs';
import { esm } from '../../package/consumer.mjs';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

const COUNT = 1_000_000;
/** After so many, everything that is made once has been made. */
const WARM = 10_000;

async function* requests() {
  const access_token = 'x'.repeat(390);
  const clientId = 'c'.repeat(36);
  for (let made = 0; made < COUNT; made += 1) {
    yield { clientId, access_token: `${access_token}${made}`.slice(-400) };
  }
}

const headers = { get: () => null };
const text = async () => '{"code":"00"}';
const fetch = async () => ({ status: 200, headers, text });

test('a million tokens leave heap and WebAssembly memory as ten thousand do', async (t) => {
  const sizes = () => {
    collectGarbage();
    return { heap: process.memoryUsage().heapUsed, wasm: memories[0].buffer.byteLength };
  };
  let early;
  let seen = 0;
  for await (const { status } of esm.revokeTokens(requests(), { fetch, rateLimit: false })) {
    assert.equal(status, 'fulfilled');
    seen += 1;
    if (seen === WARM) early = sizes();
  }
  const late = sizes();
  t.diagnostic(`heap ${early.heap} -> ${late.heap}, wasm ${early.wasm} -> ${late.wasm}`);
  assert.equal(seen, COUNT);
  assert.equal(late.wasm, early.wasm);
  assert.ok(late.heap - early.heap < 4 * 1024 * 1024, `the heap grew by ${late.heap - early.heap}`);
});
