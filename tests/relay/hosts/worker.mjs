// A relay as a Worker: bundled by esbuild, served by workerd.
import { build } from 'esbuild';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { startWorkerd } from '../../runtimes/workerd-server.mjs';

const WASM = 'nomba_revoke_bg.wasm';

/** Builds the Worker of a folder that has the package installed, and starts it. Returns its address, and a function that ends it. */
export async function startWorker(folder, entry = 'worker.js') {
  await build({
    entryPoints: [join(folder, entry)],
    outfile: join(folder, 'built/worker.js'),
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
    plugins: [{ name: 'wasm', setup: keepWasm }],
  });
  copyFileSync(join(folder, 'node_modules/nomba-revoke', WASM), join(folder, 'built', WASM));
  const modules = { 'worker.js': 'esModule', [WASM]: 'wasm' };
  const { url, stop } = await startWorkerd(join(folder, 'built'), { date: '2026-11-01', modules });
  return { url: url.replace(/\/$/, ''), stop };
}

function keepWasm({ onResolve }) {
  onResolve({ filter: /nomba_revoke_bg\.wasm$/ }, () => ({ path: `./${WASM}`, external: true }));
}
