/** Many tokens: from what was read over the confirmation and the hold to the run, and what is left after it. */

import { count, plain } from '../../cli/text.js';
import { confirmed } from '../confirm.js';
import { generateToken } from '../example.js';
import { checkForm, describeProblems, insist, readForm } from '../form.js';
import { look } from '../mock-server.js';
import { baseOf } from '../rehearsal.js';
import { showCounts } from './counts.js';
import { readEarlier } from './earlier.js';
import { hold, isHolding } from './hold.js';
import { impactOf } from './impact.js';
import { ordered, outcomeOf, queueOf } from './list.js';
import { currentList, forgetList, INSECURE, isReading, read, sayOfReading, showSummary, watchReadPanel } from './read-panel.js';
import { download, reportLines, toCsv, toJsonLines } from './report.js';
import { clearRun, isRunning, runTokens, stopRun, watchRunPanel } from './run-panel.js';
import { announce } from './status.js';
import { showRows, watchTable } from './table.js';

const note = document.getElementById('send-note');
const skipExpired = document.getElementById('skip-expired');
const longestFirst = document.getElementById('longest-first');
const skipLengths = document.getElementById('skip-lengths');
const earlierInput = document.getElementById('earlier-report');
const earlierNote = document.getElementById('earlier-note');
const again = document.getElementById('run-again');
const goOn = document.getElementById('run-go-on');
const retry = document.getElementById('run-retry');

/** From so many tokens on, their number has to be typed. */
const TYPED_FROM = 10;

/** The earlier report to go on with. */
let earlier;
/** What the last run was started with. */
let lastRun;
/** Whether the last run's results are in no report yet. */
let isUnsaved = false;

/** Whether leaving the page now would lose something that is under way. */
export function isManyBusy() {
  return isRunning() || isHolding();
}

/** Whether leaving the page now would lose outcomes of which no report was saved. */
export function isReportUnsaved() {
  return isUnsaved;
}

/** To be called once. `failed` gets what must not happen. */
export function watchMany(failed) {
  watchTable();
  watchRunPanel();
  watchReadPanel({
    obstacle: obstacleOfReading,
    begun: forgetLastRun,
    changed: show,
  });
  for (const element of [skipExpired, longestFirst, skipLengths]) element.addEventListener('change', show);
  document.getElementById('forget-many').addEventListener('click', forgetUnlessBusy);
  document.getElementById('generate-many').addEventListener('click', () => {
    const lines = Array.from({ length: 100 }, () => `${generateToken()}\n`);
    read(new Blob(lines), '100 generated tokens');
  });
  const catching = (action) => () => action().catch(failed);
  earlierInput.addEventListener('change', catching(takeEarlier));
  goOn.addEventListener('click', catching(() => runAgain((entry) => outcomeOf(entry) === undefined)));
  retry.addEventListener('click', catching(() => runAgain((entry) => outcomeOf(entry) === 'unknown')));
  document.getElementById('save-jsonl').addEventListener('click', () => {
    save(toJsonLines(linesNow()), 'application/jsonl', 'jsonl');
  });
  document.getElementById('save-csv').addEventListener(
    'click',
    catching(async () => save(await toCsv(linesNow()), 'text/csv', 'csv')),
  );
}

/** Why no other tokens may take the place of those that are there. */
function obstacleOfReading() {
  if (isManyBusy()) return 'A run is under way. Stop it before you read other tokens.';
  if (isUnsaved) return 'The last run’s results are in no report yet. Save one, or forget the tokens, before you read others.';
  return undefined;
}

function save(report, type, extension) {
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '');
  download(report, type, `nomba-revoke-${time}.${extension}`);
  isUnsaved = false;
}

/** Lets go of every token, unless a run needs them. */
function forgetUnlessBusy() {
  if (isManyBusy()) sayOfReading('A run is under way. Stop it before you forget the tokens.');
  else forgetMany();
}

/** Lets go of every token. A run under way sends nothing new. */
export function forgetMany() {
  stopRun();
  forgetList();
  earlier = undefined;
  forgetLastRun();
  show();
}

/** What the last run left, and its report, are those of its tokens. */
function forgetLastRun() {
  lastRun = undefined;
  isUnsaved = false;
  again.hidden = true;
  clearRun();
}

/** From the button to the end of the run. */
export async function submitMany() {
  if (isManyBusy()) return;
  const wanted = readForm();
  const { problems, address } = await checkForm(wanted);
  const wrong = insist(problems);
  if (wrong > 0) {
    note.textContent = describeProblems(wrong);
    return;
  }
  const settings = settingsOf(wanted, address);
  await confirmAndRun(queueOf(currentList().entries, settings), settings);
}

/** Asks, holds, and sends. */
async function confirmAndRun(queue, settings) {
  const problem = problemOfStart(queue, settings);
  note.textContent = problem ?? '';
  if (problem !== undefined) return;
  const number = count(queue.length, 'token');
  const texts = {
    question: `Revoke ${number} at ${settings.name}?`,
    warning: `This can’t be undone. ${settings.isMock ? 'The mock server revokes no real token.' : 'What uses these tokens stops working until it has others.'}`,
    yes: `Revoke ${number}`,
    type: queue.length >= TYPED_FROM ? String(queue.length) : undefined,
  };
  if (!(await confirmed(texts, impactOf(queue, settings.address)))) {
    note.textContent = 'Nothing was sent.';
    return;
  }
  document.getElementById('run').scrollIntoView({ block: 'start' });
  announce('The run begins in ten seconds. Stop sends nothing.');
  if (!(await hold())) {
    announce('Stopped before the run began. Nothing was sent.');
    return;
  }
  await run(queue, settings);
}

function problemOfStart(queue, { environment }) {
  if (INSECURE !== undefined) return `Nothing was sent. ${INSECURE}`;
  if (isReading()) return 'Nothing was sent: the input is still being read.';
  if (currentList().entries.length === 0) return 'Nothing was sent: read some tokens first.';
  if (queue.length === 0) return 'Nothing is left to be sent.';
  if (earlier !== undefined && earlier.environment !== environment) {
    return `Nothing was sent: the earlier report is of a run that sent to ${earlier.environment}.`;
  }
  return undefined;
}

function settingsOf({ to, request, options }, address) {
  const base = address === null ? undefined : baseOf(address);
  return {
    request,
    options,
    name: to.name,
    isMock: to.isMock,
    address,
    // As it stands in the report of the command line.
    environment: options.environment ?? base,
    ...choicesNow(),
  };
}

/** Which tokens are sent, and in which order, as the form has it now. */
function choicesNow() {
  return {
    validate: !skipLengths.checked,
    skipExpired: skipExpired.checked,
    longestLivedFirst: longestFirst.checked,
  };
}

async function run(queue, settings) {
  again.hidden = true;
  lastRun = settings;
  isUnsaved = true;
  const { entries } = currentList();
  for (const entry of queue) entry.isDone = false;
  try {
    await runTokens(queue, entries, settings);
  } finally {
    offerMore();
    if (settings.isMock) look();
  }
}

/** Sends what is chosen of the last run's tokens, after the same question and hold: this can't be undone either. */
async function runAgain(isChosen) {
  if (isManyBusy() || lastRun === undefined) return;
  await confirmAndRun(queueOf(currentList().entries, lastRun).filter(isChosen), lastRun);
}

function offerMore() {
  // The tokens may have been forgotten meanwhile.
  if (lastRun === undefined) return;
  const left = queueOf(currentList().entries, lastRun);
  const unsent = left.filter((entry) => outcomeOf(entry) === undefined).length;
  const unknown = left.filter((entry) => outcomeOf(entry) === 'unknown').length;
  again.hidden = unsent + unknown === 0;
  goOn.hidden = unsent === 0;
  goOn.textContent = `Go on with the ${unsent.toLocaleString('en')} not sent`;
  retry.hidden = unknown === 0;
  retry.textContent = `Send the ${unknown.toLocaleString('en')} unknown again`;
}

async function takeEarlier() {
  const [file] = earlierInput.files;
  if (file === undefined || isManyBusy()) return;
  const wanted = readForm();
  const { address } = await checkForm(wanted);
  const { environment } = settingsOf(wanted, address);
  earlierInput.value = '';
  earlier = undefined;
  if (environment === undefined) {
    earlierNote.textContent = 'Say where to send first: a report belongs to one place.';
    return;
  }
  try {
    earlier = await readEarlier(file, environment);
    earlierNote.textContent = `Going on with ${plain(file.name)}: it has ${count(earlier.last.size, 'token')}.`;
  } catch (error) {
    earlierNote.textContent = `${plain(file.name)} ${error.message}`;
  }
  show();
}

/** Shows the tokens as they are now. */
function show() {
  const list = currentList();
  list.setEarlier(earlier?.last ?? new Map());
  const choices = choicesNow();
  showRows(ordered(list.entries, choices), choices.validate);
  showCounts(list.entries);
  showSummary(choices);
}

function linesNow() {
  return reportLines(currentList(), earlier, lastRun);
}
