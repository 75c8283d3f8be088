// What is kept of many tokens: the bytes of heap and WebAssembly memory after each tenth of them,
// once the garbage is collected.
import { memories } from '../../../tests/package/memories.mjs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { baseUrl, newRequest, quick, report } from './common.mjs';

const { revokeTokens } = await import('nomba-revoke');

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

const COUNT = quick ? 20_000 : 200_000;

function* requests() {
  for (let made = 0; made < COUNT; made += 1) yield newRequest();
}

const headers = { get: () => null };
const text = async () => '{"code":"00"}';
const fetch = async () => ({ status: 200, headers, text });

const sizes = { heap: [], wasm: [] };
let seen = 0;
for await (const { status, reason } of revokeTokens(requests(), { baseUrl, fetch, rateLimit: false })) {
  if (status !== 'fulfilled') throw reason;
  seen += 1;
  if (seen % (COUNT / 10) > 0) continue;
  collectGarbage();
  sizes.heap.push(process.memoryUsage().heapUsed);
  sizes.wasm.push(memories[0].buffer.byteLength);
}
report(sizes);
