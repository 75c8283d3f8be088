// From the import to the first request on its way, each in a fresh Node process.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { names, quick, report } from './common.mjs';

const CHILD = fileURLToPath(new URL('node-start-child.mjs', import.meta.url));
const ROUNDS = quick ? 3 : 40;

const times = Object.fromEntries(names.map((name) => [name, []]));
// The first round reads the files into the system's memory.
for (let round = -1; round < ROUNDS; round += 1) {
  for (const name of round % 2 === 0 ? names : names.toReversed()) {
    const { stdout } = await promisify(execFile)(process.execPath, [CHILD, name]);
    if (round >= 0) times[name].push(Number(stdout));
  }
}
report(times);
