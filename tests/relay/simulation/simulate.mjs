// Simulates calls through the relay, and checks that each is right about its token. See docs/testing.md.
import { parseArgs } from 'node:util';
import { Counts } from './counts.mjs';
import { Broken } from './invariants.mjs';
import { World } from './world.mjs';

const HELP = `\
Simulates calls through two instances of the relay in pkg/, which \`cargo xtask build\` makes.

  node tests/relay/simulation/simulate.mjs                 Makes over 15,000 calls, from the same seeds each time.
  node tests/relay/simulation/simulate.mjs --seeds A..B    Makes the runs of these seeds.
  node tests/relay/simulation/simulate.mjs --seed N        Makes the run of one seed, and prints a trace.

Environment: PACKAGE, the folder of another package to test.
`;

/** The seeds of the default run. */
const SEEDS = [0, 8_700];

/** How many of the runs are made twice, to see that a seed makes one run only. */
const MADE_TWICE = 100;

async function main() {
  const { values } = parseArgs({ options: { seed: { type: 'string' }, seeds: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help) console.log(HELP);
  else if (values.seed !== undefined) await new World(Number(values.seed), new Counts(), console.log).run();
  else await sweep(values.seeds?.split('..').map(Number) ?? SEEDS);
}

/** Makes the runs of many seeds. */
async function sweep([from, to]) {
  const counts = new Counts();
  const started = process.cpuUsage();
  let running;
  // An error that nothing waits for has to name its seed as well.
  process.on('uncaughtException', (error) => fail(describe(running, error)));
  for (let seed = from; seed < to; seed += 1) {
    running = seed;
    try {
      await new World(seed, counts).run();
    } catch (error) {
      throw describe(seed, error);
    }
  }
  const { user, system } = process.cpuUsage(started);
  console.log(String(counts));
  console.log(`${counts.calls} calls in ${((user + system) / 1e6).toFixed(1)} s of processor time; no rule was broken`);
  for (let seed = from; seed < Math.min(to, from + MADE_TWICE); seed += 1) await compare(seed);
  const gaps = counts.gaps();
  const isDefault = from === SEEDS[0] && to === SEEDS[1];
  if (isDefault && gaps.length > 0) throw new Error(`The runs have gaps:\n${gaps.join('\n')}`);
}

/** An error in the run of a seed, with the command that makes the run again. */
function describe(seed, error) {
  const text = error instanceof Broken ? error.message : error.stack;
  return new Error(`Seed ${seed}: ${text}\nTo make the run again: node tests/relay/simulation/simulate.mjs --seed ${seed}`);
}

/** Makes a run twice, and throws if the traces differ. */
async function compare(seed) {
  const traces = [];
  for (let time = 0; time < 2; time += 1) {
    const lines = [];
    await new World(seed, new Counts(), (line) => lines.push(line)).run();
    traces.push(lines.join('\n'));
  }
  if (traces[0] !== traces[1]) throw new Error(`Two runs of seed ${seed} differ`);
}

function fail(error) {
  console.error(error.message);
  process.exit(1);
}

await main().catch(fail);
