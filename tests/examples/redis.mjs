// A Redis of the tests' own, which keeps nothing on disk.
//
// Environment: REDIS, the program redis-server.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { freePort } from '../port.mjs';

/** How often Redis may find that another program has taken its port meanwhile. */
const MOST_STARTS = 5;

/** Starts Redis. Returns its address and a function that ends it. */
export async function startRedis() {
  for (let left = MOST_STARTS; left > 0; left -= 1) {
    const redis = await startOnce();
    if (redis !== undefined) return redis;
  }
  throw new Error(`Redis did not start, ${MOST_STARTS} times.`);
}

/** Starts Redis on a port that was free. Resolves with undefined if it ends at once. */
async function startOnce() {
  const port = await freePort();
  const settings = ['--bind', '127.0.0.1', '--port', String(port), '--save', ''];
  const child = spawn(process.env.REDIS ?? 'redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = () => child.kill('SIGKILL');
  process.once('exit', stop);
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.includes('Ready to accept connections')) continue;
    child.stdout.resume();
    return { url: `redis://127.0.0.1:${port}`, stop };
  }
  return undefined;
}
