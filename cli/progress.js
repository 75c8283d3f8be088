import { clearLine, cursorTo } from 'node:readline';
import { duration } from './text.js';

/** Between two looks at the clock, in milliseconds. */
const EVERY = 200;

/** The rate is that of so many milliseconds. */
const SPAN = 10_000;

const BAR = 24;

/** One line on a terminal that says how far it is. Nothing where there is no terminal. */
export class Progress {
  #run;
  #total;
  #stream;
  #timer;
  /** When how many were settled: the last few seconds of it. */
  #marks = [{ time: performance.now(), settled: 0 }];

  constructor(run, total, stream) {
    this.#run = run;
    this.#total = total;
    this.#stream = stream;
    if (stream.isTTY) this.#timer = setInterval(() => this.#draw(), EVERY);
  }

  /** Takes the line away, so that something else can be said. */
  clear() {
    if (!this.#stream.isTTY) return;
    cursorTo(this.#stream, 0);
    clearLine(this.#stream, 0);
  }

  end() {
    clearInterval(this.#timer);
    this.clear();
  }

  #draw() {
    // With room for the "^C" of a terminal that shows what is typed.
    const text = this.#text((this.#stream.columns ?? 80) - 3);
    cursorTo(this.#stream, 0);
    this.#stream.write(text);
    clearLine(this.#stream, 1);
  }

  #text(width) {
    const { counts, settled, stopped, inFlight } = this.#run;
    const rate = this.#rate(settled);
    const parts = [`${settled}/${this.#total}`];
    if (stopped) parts.push(`stopping, ${inFlight} in flight`);
    else if (rate > 0)
      parts.push(`${rate.toFixed(rate < 10 ? 1 : 0)}/s`, `ETA ${this.#left(rate)}`);
    for (const [outcome, times] of Object.entries(counts)) parts.push(`${outcome} ${times}`);
    const text = parts.join('  ');
    const done = Math.floor((BAR * settled) / this.#total);
    const bar = `[${'#'.repeat(done)}${'-'.repeat(BAR - done)}]  `;
    return (bar.length + text.length <= width ? bar + text : text).slice(0, width);
  }

  #left(rate) {
    return duration(((this.#total - this.#run.settled) / rate) * 1000);
  }

  /** Tokens a second. */
  #rate(settled) {
    const time = performance.now();
    this.#marks.push({ time, settled });
    while (this.#marks[0].time < time - SPAN) this.#marks.shift();
    const [first] = this.#marks;
    return time > first.time ? ((settled - first.settled) * 1000) / (time - first.time) : 0;
  }
}
