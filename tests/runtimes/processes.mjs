// The runtimes that are programs which run a script: Node, Deno and Bun.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** For all cases, on a machine under load; in milliseconds. */
export const LONGEST = 300_000;

const installed = (path) => fileURLToPath(new URL(`node_modules/${path}`, import.meta.url));
const guard = new URL('../guard.mjs', import.meta.url).href;

export async function* node({ name, ...setting }) {
  const program = [installed(`${name}/bin/node`), '--import', guard];
  yield* bothWays(program, setting);
}

export async function* deno(setting) {
  const flags = ['--no-prompt', '--no-remote', '--no-lock', '--allow-net=127.0.0.1'];
  const program = [installed('.bin/deno'), 'run', ...flags];
  yield ['by import', await run([...program, 'import.mjs'], setting)];
}

export async function* bun(setting) {
  yield* bothWays([installed('.bin/bun'), 'run'], setting);
}

/** The scripts of `inside` for the two module systems. */
const SCRIPTS = { 'by import': 'import.mjs', 'by require': 'require.cjs' };

async function* bothWays(program, { places = Object.keys(SCRIPTS), ...setting }) {
  const running = places.map(async (place) => [
    place,
    await run([...program, SCRIPTS[place]], setting),
  ]);
  for (const report of running) yield await report;
}

/** Runs one of the scripts of `inside`, which prints its report. */
async function run([program, ...given], { project, given: toTryOut }) {
  const child = spawn(program, [...given, JSON.stringify(toTryOut)], {
    cwd: join(project, 'runtimes'),
    env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: LONGEST,
    killSignal: 'SIGKILL',
  });
  const [output, [status, signal]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (status !== 0) return { failed: `it ended with ${status ?? signal}\n${output}` };
  try {
    return JSON.parse(output);
  } catch {
    return { failed: `it printed something else than its report:\n${output}` };
  }
}
