// Jobs that take turns, so that whatever slows the machine down slows all of them down.

/**
 * @param {Record<string, () => Promise<void>>} jobs
 * @param {{ rounds: number, warm: number }} counts
 * @returns {Promise<Record<string, number[]>>} for each job the milliseconds of each round
 */
export async function takeTurns(jobs, { rounds, warm }) {
  const entries = Object.entries(jobs);
  const times = Object.fromEntries(entries.map(([name]) => [name, []]));
  for (let round = -warm; round < rounds; round += 1) {
    // Forwards and backwards: none is always the one behind another.
    for (const [name, run] of round % 2 === 0 ? entries : entries.toReversed()) {
      const started = performance.now();
      await run();
      const time = performance.now() - started;
      if (round >= 0) times[name].push(time);
    }
  }
  return times;
}
