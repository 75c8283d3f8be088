// The bytes that an application's users load.
import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { compressed, contender } from '../bundle.mjs';
import { names, report } from './common.mjs';

const WASM = new URL('../node_modules/nomba-revoke/nomba_revoke_bg.wasm', import.meta.url);

/** What is not one of the contenders. */
const ENTRIES = {
  'nomba-revoke': "export { revokeToken } from 'nomba-revoke';",
  'nomba-revoke-all': "export * from 'nomba-revoke';",
  'nomba-revoke-slim': "export { init, revokeToken } from 'nomba-revoke/slim';",
};

const sizes = {};
for (const name of names) {
  sizes[name] = [(await compressed(ENTRIES[name] ?? contender(name))).length];
}
// The file that `slim` is handed, beside it.
if ('nomba-revoke-slim' in sizes) {
  sizes['nomba-revoke-slim'][0] += brotliCompressSync(readFileSync(WASM)).length;
}
report(sizes);
