// From the import of a file to the first request on its way, each in a fresh Node process.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { names, quick, report } from './common.mjs';
import { lists, turns } from './turns.mjs';

const CHILD = fileURLToPath(new URL('node-start-child.mjs', import.meta.url));
const NODE = process.env.NODE_TO_START ?? process.execPath;
const ROUNDS = quick ? 3 : 40;

/** Measures them and reports; `address` is that of a contender's file, by its name. */
export async function measureStarts(address) {
  const times = lists(names);
  // The first round reads the files into the system's memory.
  for (const { name, counts } of turns(names, { rounds: ROUNDS, warm: 1 })) {
    const { stdout } = await promisify(execFile)(NODE, [CHILD, address(name)]);
    if (counts) times[name].push(Number(stdout));
  }
  report(times);
}
