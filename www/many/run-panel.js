/** The panel of a run: runs it, shows how it goes, and what is left to do. */

import { describeRepeatedFailure, MOST_FAILURES } from '../../cli/repeated-failure.js';
import { count } from '../../cli/text.js';
import { exactly } from '../time.js';
import { countOutcomes, showCounts } from './counts.js';
import { Failures } from './failures.js';
import { endProgress, showProgress, startProgress } from './progress.js';
import { Rates } from './rates.js';
import { Run } from './run.js';
import { announce } from './status.js';
import { redrawRows, refilter } from './table.js';

const pauseButton = document.getElementById('run-pause');
const stopButton = document.getElementById('run-stop');
const figure = document.getElementById('run-figure');
const chartPlace = document.getElementById('run-chart');
const quota = document.getElementById('run-quota');
const after = document.getElementById('run-after');
const reports = document.getElementById('run-reports');

/** Between two looks at the run, in milliseconds. */
const EVERY = 250;

/** The run under way. */
let run;
/** Whether a row has changed since the rows were drawn. */
let isStale = false;

/** Whether a run is under way, so that leaving the page would lose outcomes. */
export function isRunning() {
  return run !== undefined;
}

/** Sends nothing new, and settles what is in flight. */
export function stopRun() {
  run?.stop('asked');
}

/** Shows the panel as it is before a run. */
export function clearRun() {
  for (const element of [after, reports, figure]) element.hidden = true;
  new Failures().show({ mockServer: false });
  announce('Nothing sent yet.');
}

/** To be called once. */
export function watchRunPanel() {
  pauseButton.addEventListener('click', () => {
    if (run === undefined) return;
    if (run.isPaused) run.resume();
    else run.pause();
    pauseButton.textContent = run.isPaused ? 'Resume' : 'Pause';
    announce(run.isPaused ? 'Paused: what is in flight settles, and nothing new is sent.' : 'The run goes on.');
  });
  stopButton.addEventListener('click', stopRun);
}

/**
 * Sends tokens, and shows how it goes until the end.
 *
 * @param {import('./list.js').Entry[]} queue
 * @param {import('./list.js').Entry[]} entries all rows, for the counts
 * @param {object} settings those of `Run`
 */
export async function runTokens(queue, entries, settings) {
  const rates = new Rates();
  const failures = new Failures();
  run = new Run(queue, settings, {
    changed: () => {
      isStale = true;
    },
    answered: (status) => rates.noteAnswer(status),
    quota: (rateLimit) => rates.noteQuota(rateLimit),
    failed: (error) => failures.add(error),
  });
  after.hidden = true;
  reports.hidden = false;
  pauseButton.textContent = 'Pause';
  startProgress(queue.length);
  announce(`Revoking ${count(queue.length, 'token')}.`);
  const chart = await loadChart();
  const draw = () => {
    showProgress(run, rates);
    showQuota(rates.latest);
    chart?.show(rates.series());
    if (!isStale) return;
    isStale = false;
    showCounts(entries);
    redrawRows();
    failures.show({ mockServer: false });
  };
  const timer = setInterval(draw, EVERY);
  try {
    await run.start();
  } finally {
    clearInterval(timer);
    draw();
    const { stopped } = run;
    run = undefined;
    endProgress();
    refilter();
    announce(describeEnd(stopped, entries));
    after.hidden = countOutcomes(entries).revoked === 0;
  }
}

/** Loads the chart. Without it a run goes on. */
async function loadChart() {
  try {
    const { Chart } = await import('./chart.js');
    chartPlace.replaceChildren();
    figure.hidden = false;
    return new Chart(chartPlace);
  } catch {
    figure.hidden = true;
    return undefined;
  }
}

function showQuota(latest) {
  quota.textContent =
    latest === null
      ? 'The server names no quota, or the browser hides it.'
      : `Quota: ${latest.limit} in ${exactly(latest.window)}.`;
}

function describeEnd(stopped, entries) {
  const reasons = {
    asked: 'Stopped before the end, as you asked.',
    failures: `${describeRepeatedFailure(MOST_FAILURES)}.`,
  };
  const { revoked, refused, unknown, not_sent } = countOutcomes(entries);
  const counts = `${revoked} revoked, ${refused} refused, ${unknown} unknown, ${not_sent} not sent.`;
  return stopped === undefined ? `Done: ${counts}` : `${reasons[stopped]} ${counts}`;
}
