// A Worker, served by workerd's own program, which reaches loopback addresses only.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('node_modules/.bin/workerd', import.meta.url));

/**
 * Starts a Worker and returns its address, a promise that rejects when it ends by itself, and a function that ends it.
 * `modules` has the kind of each module, `esModule` or `wasm`, by its path in `folder`; the first one is the entry.
 */
export async function startWorkerd(folder, { date, flags = [], modules }) {
  writeFileSync(join(folder, 'config.capnp'), config(date, flags, modules));
  const child = spawn(PROGRAM, ['serve', 'config.capnp', '--control-fd=3'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  const stop = () => child.kill('SIGKILL');
  process.once('exit', stop);
  const ended = once(child, 'exit').then(([status, signal]) => {
    process.off('exit', stop);
    throw new Error(`workerd ended with ${status ?? signal}`);
  });
  ended.catch(() => {});
  const port = await Promise.race([portOf(child.stdio[3]), ended]);
  return { url: `http://127.0.0.1:${port}/`, ended, stop };
}

const config = (date, flags, modules) => `
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
  compatibilityFlags = ${JSON.stringify(flags)},
  modules = [
${Object.entries(modules)
  .map(([path, kind]) => `    (name = "${path}", ${kind} = embed "${path}"),`)
  .join('\n')}
  ],
);
`;

/** workerd says on its control pipe where it listens. */
async function portOf(control) {
  for await (const line of createInterface({ input: control })) {
    const { event, port } = JSON.parse(line);
    if (event === 'listen') return port;
  }
  throw new Error('workerd did not say where it listens');
}
