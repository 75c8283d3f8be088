/** The most facts that the memory keeps. */
const CAPACITY = 10_000;

/** A store of facts in the memory of this process. `isUnderWay(key)` is true where a fact must be kept. */
export class MemoryStore {
  /** Values and when they expire, the oldest first. */
  #entries = new Map();
  #isUnderWay;

  constructor(isUnderWay) {
    this.#isUnderWay = isUnderWay;
  }

  get(key) {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.expires > performance.now() ? entry.value : undefined;
  }

  set(key, value, seconds) {
    this.#entries.delete(key);
    this.#entries.set(key, { value, expires: performance.now() + seconds * 1000 });
    if (this.#entries.size > CAPACITY) this.#drop();
  }

  #drop() {
    for (const key of this.#entries.keys()) {
      if (this.#isUnderWay(key)) continue;
      this.#entries.delete(key);
      return;
    }
  }
}
