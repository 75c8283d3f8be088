// Virtual time: timers, `Date` and `performance.now()` of the process stand still until `run` moves them on.
import { install } from '@sinonjs/fake-timers';

const START = Date.UTC(2030, 0, 1);

/** More timers than this mean that a run has no end. */
const MOST_TIMERS = 100_000;

const { setImmediate } = globalThis;
const clock = install({ now: START, toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });

/** Begins a run, without a timer. */
export function reset() {
  clock.reset();
}

/** Milliseconds since the run began. */
export function elapsed() {
  return clock.now - START;
}

/** Calls `action` after so many milliseconds. */
export function after(milliseconds, action) {
  setTimeout(action, milliseconds);
}

/** Resolves after so many milliseconds. */
export function wait(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Lets time pass until no timer is left. Resolves with whether that was so in the end. */
export async function run() {
  for (let timers = 0; timers < MOST_TIMERS; timers += 1) {
    // All microtasks are done when the next turn of the event loop begins: nothing here waits for the operating system.
    await new Promise((resolve) => setImmediate(resolve));
    if (clock.countTimers() === 0) return true;
    clock.next();
  }
  return false;
}
