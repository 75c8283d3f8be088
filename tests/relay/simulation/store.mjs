import { after } from './clock.mjs';
import { RACES } from './occurrences.mjs';

/** What a store that fails rejects with. */
export class StoreError extends Error {
  name = 'StoreError';
}

/** How a store behaves in a run. */
export const STORES = ['works', 'slow', 'fails', 'memory'];

/** A store that several instances share, and that outlives them. Reads see the last write. */
export class SharedStore {
  #world;
  #entries = new Map();

  constructor(world) {
    this.#world = world;
  }

  get(step, key) {
    return this.#perform(step, 'get', () => {
      const entry = this.#entries.get(key);
      return entry !== undefined && entry.expires > performance.now() ? entry.value : null;
    });
  }

  set(step, key, value, seconds) {
    return this.#perform(step, 'set', () => {
      if (value === 'doubt' && this.#entries.get(key)?.value === 'revoked') this.#world.counts.add(RACES.doubtOverRevoked);
      this.#entries.set(key, { value, expires: performance.now() + seconds * 1000 });
    });
  }

  /** Takes effect between the call and the answer, and notes when in `step`: the instance may be gone by then. */
  #perform(step, what, act) {
    const { choices, counts, scenario } = this.#world;
    const fails = scenario.store === 'fails' && choices.percent(30);
    const isLate = fails && choices.percent(40);
    const most = scenario.store === 'slow' && choices.percent(40) ? 600 : 5;
    const way = choices.milliseconds(0, most);
    const back = isLate ? choices.milliseconds(2_001, 8_000) : choices.milliseconds(0, most);
    if (most > 5) counts.add('store slow');
    if (isLate) counts.add(`store ${what} late`);
    else if (fails) counts.add(`store ${what} fails`);
    const hasEffect = !fails || choices.percent(50);
    return new Promise((resolve, reject) => {
      after(way, () => {
        const value = hasEffect ? act() : undefined;
        if (hasEffect) step.effect = this.#world.next();
        after(back, () => (fails && !isLate ? reject(new StoreError()) : resolve(value)));
      });
    });
  }
}
