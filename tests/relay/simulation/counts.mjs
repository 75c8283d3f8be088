import { OCCURRENCES } from './occurrences.mjs';

/** How often what happened, over many runs. */
export class Counts {
  calls = 0;
  #counts = new Map(OCCURRENCES.map((what) => [what, 0]));
  #unlisted = new Set();

  /** Counts an occurrence. */
  add(what) {
    if (!this.#counts.has(what)) this.#unlisted.add(what);
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  addCall() {
    this.calls += 1;
  }

  /** What must happen and did not, and what happened and is not listed. */
  gaps() {
    const missing = [...this.#counts].filter(([, count]) => count === 0).map(([what]) => `missing: ${what}`);
    return [...missing, ...[...this.#unlisted].map((what) => `unexpected: ${what}`)];
  }

  toString() {
    return [...this.#counts].map(([what, count]) => `${String(count).padStart(8)}  ${what}`).join('\n');
  }
}
