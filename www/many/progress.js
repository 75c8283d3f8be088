/** Shows how far a run is: the bar, the rate and the time that is left; and announces it at quarters. */

import { count, duration } from '../../cli/text.js';
import { passFocus } from '../focus.js';
import { announce } from './status.js';

const heading = document.getElementById('run-heading');
const live = document.getElementById('run-live');
const bar = document.getElementById('run-progress');
const text = document.getElementById('run-rate');
const pauseButton = document.getElementById('run-pause');

/** The quarter that was announced last. */
let quarter = 0;

/** Begins anew with a run. */
export function startProgress(total) {
  quarter = 0;
  bar.max = total;
  bar.value = 0;
  live.hidden = false;
  passFocus(heading, pauseButton);
}

/**
 * @param {import('./run.js').Run} run
 * @param {import('./rates.js').Rates} rates
 */
export function showProgress(run, rates) {
  const { settled, total } = run;
  bar.value = settled;
  const rate = rates.settled(settled);
  const parts = [`${settled.toLocaleString('en')} of ${count(total, 'token')}`];
  if (run.stopped) parts.push(`stopping, ${run.inFlight} in flight`);
  else if (run.isPaused) parts.push(run.inFlight > 0 ? `pausing, ${run.inFlight} in flight` : 'paused');
  else if (rate > 0) {
    parts.push(`${rate.toFixed(1)} a second`, `about ${duration(((total - settled) / rate) * 1000)} left`);
  }
  text.textContent = parts.join(' · ');
  const now = Math.floor((4 * settled) / total);
  if (now > quarter && now < 4) announce(`${now * 25} % done: ${parts[0]}.`);
  quarter = Math.max(quarter, now);
}

export function endProgress() {
  passFocus(live, heading);
  live.hidden = true;
}
