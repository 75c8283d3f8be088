import { StatusLine } from './status-line.js';
import { duration } from './text.js';

/** The rate is that of so many milliseconds. */
const SPAN = 10_000;

const BAR = 24;

/** The status line of a run. */
export class Progress {
  #run;
  #total;
  #line;
  /** When how many were settled: the last few seconds of it. */
  #marks = [{ time: performance.now(), settled: 0 }];

  constructor(run, total, stream) {
    this.#run = run;
    this.#total = total;
    this.#line = new StatusLine(stream, (width) => this.#text(width));
  }

  /** Clears the line, so that other text can be written. */
  clear() {
    this.#line.clear();
  }

  end() {
    this.#line.end();
  }

  #text(width) {
    const { counts, settled, stopped, inFlight, pauseEnds } = this.#run;
    const rate = this.#rate(settled);
    const parts = [`${settled}/${this.#total}`];
    if (stopped) parts.push(`stopping, ${inFlight} in flight`);
    else if (pauseEnds !== undefined) parts.push(`again in ${duration(pauseEnds - Date.now())}`);
    else if (rate > 0)
      parts.push(`${rate.toFixed(rate < 10 ? 1 : 0)}/s`, `ETA ${this.#left(rate)}`);
    for (const [outcome, times] of Object.entries(counts)) parts.push(`${outcome} ${times}`);
    const text = parts.join('  ');
    const done = Math.floor((BAR * settled) / this.#total);
    const bar = `[${'#'.repeat(done)}${'-'.repeat(BAR - done)}]  `;
    return bar.length + text.length <= width ? bar + text : text;
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
