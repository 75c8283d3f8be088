// workerd, Cloudflare's runtime, by its own program and without the tools around it.
import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { LONGEST } from './processes.mjs';

const PROGRAM = fileURLToPath(new URL('node_modules/.bin/workerd', import.meta.url));

/** Of the day that its release was made for, and one from before `cache` was known. */
const DATES = ['2026-11-01', '2024-01-01'];

const config = (date) => `
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  compatibilityDate = "${date}",
  modules = [
    (name = "workerd.js", esModule = embed "workerd.js"),
    (name = "nomba_revoke_bg.wasm", wasm = embed "nomba_revoke_bg.wasm"),
  ],
);
`;

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
  const wasm = 'nomba_revoke_bg.wasm';
  copyFileSync(join(project, 'node_modules/nomba-revoke', wasm), join(folder, wasm));
  for (const date of DATES) {
    writeFileSync(join(folder, 'config.capnp'), config(date));
    yield [`compatibility date ${date}`, await serve(folder, given)];
  }
}

/** Whoever imports it, the WebAssembly is the module of the configuration. */
function keepWasm({ onResolve }) {
  onResolve({ filter: /nomba_revoke_bg\.wasm$/ }, () => ({
    path: './nomba_revoke_bg.wasm',
    external: true,
  }));
}

async function serve(folder, given) {
  const child = spawn(PROGRAM, ['serve', 'config.capnp', '--control-fd=3'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  try {
    const ended = once(child, 'exit').then(([status]) => {
      throw new Error(`workerd ended with ${status}`);
    });
    const port = await Promise.race([portOf(child.stdio[3]), ended]);
    const address = new URL(`http://127.0.0.1:${port}`);
    address.searchParams.set('given', JSON.stringify(given));
    const response = await fetch(address, { signal: AbortSignal.timeout(LONGEST) });
    if (!response.ok) return { failed: `${response.status} ${await response.text()}` };
    return await response.json();
  } catch (error) {
    return { failed: String(error) };
  } finally {
    child.kill('SIGKILL');
  }
}

/** workerd says on its control pipe where it listens. */
async function portOf(control) {
  for await (const line of createInterface({ input: control })) {
    const { event, port } = JSON.parse(line);
    if (event === 'listen') return port;
  }
  throw new Error('workerd did not say where it listens');
}
