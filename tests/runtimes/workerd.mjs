// workerd, Cloudflare's runtime, by its own program and without the tools around it.
import { build } from 'esbuild';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LONGEST } from './processes.mjs';
import { startWorkerd } from './workerd-server.mjs';

const WASM = 'nomba_revoke_bg.wasm';

/** Of the day that its release was made for, and one from before `cache` was known. */
const DATES = ['2026-11-01', '2024-01-01'];

export async function* workerd({ project, given }) {
  const folder = join(project, 'workerd');
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(project, 'runtimes/workerd.mjs')],
    outfile: join(folder, 'workerd.js'),
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
    plugins: [{ name: 'wasm', setup: keepWasm }],
  });
  copyFileSync(join(project, 'node_modules/nomba-revoke', WASM), join(folder, WASM));
  for (const date of DATES) {
    yield [`compatibility date ${date}`, await serve(folder, date, given)];
  }
}

/** In every import, the WebAssembly is the module of the configuration. */
function keepWasm({ onResolve }) {
  onResolve({ filter: /nomba_revoke_bg\.wasm$/ }, () => ({
    path: './nomba_revoke_bg.wasm',
    external: true,
  }));
}

async function serve(folder, date, given) {
  let server;
  try {
    server = await startWorkerd(folder, {
      date,
      modules: { 'workerd.js': 'esModule', [WASM]: 'wasm' },
    });
    const address = new URL(server.url);
    address.searchParams.set('given', JSON.stringify(given));
    const response = await fetch(address, { signal: AbortSignal.timeout(LONGEST) });
    if (!response.ok) return { failed: `${response.status} ${await response.text()}` };
    return await response.json();
  } catch (error) {
    return { failed: String(error) };
  } finally {
    server?.stop();
  }
}
