import { DONE, NOT_ALL } from './exit.js';
import { finish } from './finish.js';
import { Progress } from './progress.js';
import { writeCsv } from './report-csv.js';
import { makeLine } from './report-line.js';
import { createReport, reopenReport } from './report.js';
import { Run } from './run.js';
import { print, say } from './say.js';
import { adviseResume, summarise } from './summary.js';
import { plain } from './text.js';

/** What asks a program to end. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Sends what is to be sent, reports on everything, and says how it went.
 *
 * @returns {Promise<number>} the exit status
 */
export async function send(work, settings, { path, name, csv }) {
  const { tokens, invalid, unread, queue, skipped, earlier } = work;
  const { destination } = settings;
  const before = earlier?.last ?? new Map();
  const report = earlier ? reopenReport(earlier) : createReport(path);
  noteUnsent(work, before, report, destination);

  const run = new Run(queue, before, settings, report);
  const advice = adviseResume(settings, path);
  // On a terminal the report's lines and the progress would write over each other.
  const isQuiet = path === undefined && process.stdout.isTTY;
  await watch(run, new Progress(run, queue.length, isQuiet ? {} : process.stderr), () => {
    report.close();
    say('Stopped at once. What was in flight is unknown.', ...advice);
  });
  const missing = report.close();

  const states = { revoked: 0, refused: 0, unknown: 0, not_sent: invalid.length };
  for (const { hash, outcome } of tokens) {
    states[outcome ?? before.get(hash)?.outcome ?? 'not_sent'] += 1;
  }
  const isUnsent = ({ hash }) => (before.get(hash)?.outcome ?? 'not_sent') === 'not_sent';
  const unsent = {
    'not valid': invalid.length,
    expired: skipped.filter(isUnsent).length,
    'in a file that has changed': [...run.changed].filter(({ outcome }) => outcome === 'not_sent').length,
    'stopped at the proxy': queue.filter(
      (token) => token.outcome === 'not_sent' && !run.changed.has(token),
    ).length,
  };
  const lines = summarise(run, states, { unsent, report, missing, settings });
  lines.push(`Report: ${name}`);
  const csvFailure = csv && (await writeCsv(path, destination, csv));
  if (csvFailure) lines.push(`The CSV file ${plain(csv)} could not be written: ${csvFailure}`);
  else if (csv) lines.push(`As CSV: ${plain(csv)}`);
  const write = path === undefined ? say : print;
  write(...lines);

  const isDone = invalid.length + unread === 0 && queue.every(({ outcome }) => outcome === 'revoked');
  if (isDone && !report.failure && !csvFailure) return DONE;
  if (run.hasLeft) say(...advice);
  return NOT_ALL;
}

/** Writes down what is not going to be sent. The line of an earlier run stays valid. */
function noteUnsent({ invalid, skipped, earlier }, before, report, destination) {
  const note = (what, error) => report.note(makeLine(what, destination, 'not_sent', { error }));
  for (const record of invalid) {
    if (!earlier?.invalid.has(record.line)) note(record, 'ValidationError');
  }
  for (const token of skipped) {
    if (!before.has(token.hash)) note(token, 'Expired');
  }
}

/** Shows the run and heeds Ctrl-C: once stops it in order, twice at once. */
async function watch(run, progress, stoppedAtOnce) {
  let asked = false;
  const stop = () => {
    progress.clear();
    if (asked) {
      progress.end();
      // Once more ends the process even where nobody reads what it says.
      for (const signal of SIGNALS) process.off(signal, stop);
      stoppedAtOnce();
      finish(NOT_ALL);
      return;
    }
    asked = true;
    if (run.inFlight > 0)
      say(`Waiting for ${run.inFlight} in flight. Ctrl-C once more stops at once.`);
    run.stop('asked');
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    await run.start();
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    progress.end();
  }
}
