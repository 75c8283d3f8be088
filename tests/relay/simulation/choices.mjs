/** A seeded source of choices: equal seeds make equal choices. */
export class Choices {
  #state;

  constructor(seed) {
    // Neighbouring seeds must not make similar runs.
    this.#state = Math.imul(seed + 1, 0x9e3779b1) | 0;
    for (let round = 0; round < 4; round += 1) this.part();
  }

  /** A number from 0 up to 1, by the generator mulberry32. */
  part() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 up to `end`, which is excluded. */
  below(end) {
    return Math.floor(this.part() * end);
  }

  /** One of several. */
  pick(from) {
    return from[this.below(from.length)];
  }

  /** `true` with this probability, in percent. */
  percent(percent) {
    return this.part() * 100 < percent;
  }

  /** A whole number of milliseconds from `least` to `most`. */
  milliseconds(least, most) {
    return least + this.below(most - least + 1);
  }
}
