// When a run stops by itself: after so many tokens in a row that failed in the same way. Knows no Node.

export const MOST_FAILURES = 10;

/** Says why a run stopped. */
export function describeRepeatedFailure(number) {
  return `Stopped: ${number} tokens in a row failed in the same way`;
}

/** What failures have in common that are alike. */
export function kindOf({ name, status, code }) {
  return [name, status, code].join(' ');
}

/** Counts the failures in a row that are of one kind. */
export class Streak {
  #kind;
  #length = 0;

  /** Adds a failure. Returns how many of its kind are in a row now. */
  add(kind) {
    if (this.#kind !== kind) this.end();
    this.#kind = kind;
    this.#length += 1;
    return this.#length;
  }

  end() {
    this.#length = 0;
  }
}
