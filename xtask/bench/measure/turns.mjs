// Taking turns, so that whatever slows the machine down slows all of them down.

/**
 * Whose turn it is, round after round, and whether the round counts: the first ones, `warm` of them,
 * do not.
 *
 * @param {string[]} names
 * @param {{ rounds: number, warm: number }} counts
 * @returns {Generator<{ name: string, counts: boolean }>}
 */
export function* turns(names, { rounds, warm }) {
  for (let round = -warm; round < rounds; round += 1) {
    // Forwards and backwards: none is always the one behind another.
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const name of order) yield { name, counts: round >= 0 };
  }
}

/** For each name a list, to be filled. */
export function lists(names) {
  return Object.fromEntries(names.map((name) => [name, []]));
}

/**
 * @param {Record<string, () => Promise<void>>} jobs
 * @param {{ rounds: number, warm: number }} counts
 * @returns {Promise<Record<string, number[]>>} for each job the milliseconds of each round
 */
export async function takeTurns(jobs, { rounds, warm }) {
  const names = Object.keys(jobs);
  const times = lists(names);
  for (const { name, counts } of turns(names, { rounds, warm })) {
    const run = jobs[name];
    const started = performance.now();
    await run();
    const time = performance.now() - started;
    if (counts) times[name].push(time);
  }
  return times;
}
