/** Counts requests by the second, and follows the quota that the server names. All times are in milliseconds. */

/** The rate is that of so many milliseconds. */
const SPAN = 10_000;

export class Rates {
  /** By second since the start: answers other than 429, answers with 429, and the quota of a second, if it is known. */
  answered = [];
  limited = [];
  quota = [];
  /** The quota of the last answer that named one. */
  latest = null;
  #start = performance.now();
  /** When how many tokens were settled: the last few seconds of it. */
  #marks = [];

  /** Notes an answer. */
  noteAnswer(status) {
    const second = this.#extend();
    (status === 429 ? this.limited : this.answered)[second] += 1;
  }

  /** Notes the quota that an answer named, as the package reads it; null where it named none, or the browser hides it. */
  noteQuota(quota) {
    if (quota === null) return;
    this.latest = quota;
    this.quota[this.#extend()] = (quota.limit * 1000) / quota.window;
  }

  /** Notes how many tokens are settled; returns how many a second that makes lately. */
  settled(count) {
    const time = performance.now();
    this.#marks.push({ time, count });
    while (this.#marks.length > 2 && this.#marks[0].time < time - SPAN) this.#marks.shift();
    const [first] = this.#marks;
    return time > first.time ? ((count - first.count) * 1000) / (time - first.time) : 0;
  }

  /** The series for a chart: the seconds, and the three counts. The second that goes on is left out. */
  series() {
    const length = this.#extend();
    const seconds = Array.from({ length }, (_, second) => second);
    const upTo = (values) => values.slice(0, length);
    return [seconds, upTo(this.answered), upTo(this.limited), upTo(this.quota)];
  }

  /** Extends the series to the current second, and returns that second. */
  #extend() {
    const second = Math.floor((performance.now() - this.#start) / 1000);
    while (this.answered.length <= second) {
      this.answered.push(0);
      this.limited.push(0);
      this.quota.push(this.quota.at(-1) ?? null);
    }
    return second;
  }
}
