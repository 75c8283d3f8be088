/** The part of the form that reads many tokens, and says what was read. */

import { count, plain, size } from '../../cli/text.js';
import { passFocus } from '../focus.js';
import { forgetPasted, readingSettings, watchInput } from './input.js';
import { isExpired, problemOf, TokenList } from './list.js';
import { startReading } from './reading.js';

const panel = document.getElementById('reading');
const bar = document.getElementById('reading-progress');
const bytesRead = document.getElementById('reading-bytes');
const summary = document.getElementById('read-summary');
const notes = document.getElementById('read-notes');
const rows = document.getElementById('rows-section');

const FORMATS = { lines: 'one token a line', csv: 'CSV', jsonl: 'JSON Lines', json: 'JSON' };

/** Why no list of tokens can be read here, if so: tokens are recognised by their hashes, which need `crypto.subtle`. */
export const INSECURE =
  globalThis.crypto?.subtle === undefined
    ? 'This page came over plain http:, and browsers keep their hash function from such pages. For many tokens, open it over https:, or on this machine as localhost. One token can be revoked here.'
    : undefined;

/** Between two looks at what was read so far, in milliseconds. */
const EVERY = 250;

let list = new TokenList();
let receiver;
let stop;
let name = '';
/** Why reading ended before the end of the input. */
let readingProblem;

/** The tokens that were read. */
export function currentList() {
  return list;
}

/** Whether an input is being read. */
export function isReading() {
  return stop !== undefined;
}

/** Says something in the place of the summary. */
export function sayOfReading(text) {
  notes.hidden = true;
  summary.textContent = text;
}

/**
 * To be called once.
 *
 * @param {{ obstacle(): string | undefined, begun(): void, changed(): void }} itsReceiver `obstacle` says why nothing may
 *   be read now; `begun` is called when an input takes the place of the one before, and `changed` when other tokens are there
 */
export function watchReadPanel(itsReceiver) {
  receiver = itsReceiver;
  watchInput(read);
  if (INSECURE !== undefined) sayOfReading(INSECURE);
  document.getElementById('reading-stop').addEventListener('click', () => {
    endReading('Reading was stopped before the end.');
    receiver.changed();
  });
}

/** Starts to read an input in place of what was read before; returns whether that may be. */
export function read(input, itsName) {
  const obstacle = INSECURE ?? receiver.obstacle();
  if (obstacle !== undefined) {
    sayOfReading(obstacle);
    return false;
  }
  stop?.();
  list.forget();
  list = new TokenList();
  name = itsName;
  receiver.begun();
  sayOfReading(`Reading ${plain(name)}…`);
  panel.hidden = false;
  rows.hidden = false;
  bar.max = Math.max(1, input.size);
  bar.value = 0;
  let last = 0;
  stop = startReading(input, readingSettings(name), list, {
    progress(bytes) {
      bar.value = bytes;
      bytesRead.textContent = `${size(bytes)} of ${size(input.size)}`;
      if (performance.now() - last < EVERY) return;
      last = performance.now();
      receiver.changed();
    },
    end(problem) {
      endReading(problem);
      receiver.changed();
    },
  });
  return true;
}

function endReading(problem) {
  stop?.();
  stop = undefined;
  passFocus(panel, document.getElementById('read-text'));
  panel.hidden = true;
  readingProblem = problem;
}

/** Lets go of all tokens. */
export function forgetList() {
  endReading(undefined);
  list.forget();
  list = new TokenList();
  forgetPasted();
  rows.hidden = true;
  sayOfReading('');
}

/** Says what was read. */
export function showSummary({ validate, skipExpired }) {
  if (isReading() || (list.format === undefined && readingProblem === undefined)) return;
  const valid = list.entries.filter((entry) => problemOf(entry, validate) === undefined);
  const invalid = list.entries.length - valid.length + list.uncounted;
  const expired = valid.filter((entry) => isExpired(entry)).length;
  const format = list.format === undefined ? '' : ` (${FORMATS[list.format]})`;
  summary.textContent = [
    readingProblem,
    `Read ${plain(name)}${format}: ${count(valid.length, 'token')}, ${invalid.toLocaleString('en')} not valid.`,
  ].filter(Boolean).join(' ');
  const items = [
    [list.duplicates, `${count(list.duplicates, 'duplicate')} folded`],
    [expired, `${count(expired, 'token')} expired by this machine’s clock: ${skipExpired ? 'left out' : 'sent too, unless they are left out'}`],
    [list.others, `${count(list.others, 'JWT')} beside the token of a row, will not be sent`],
    [list.foreign, `${count(list.foreign, 'finding')} without a token of the vendor’s, will not be sent`],
    [list.uncounted, `${count(list.uncounted, 'further row')} without a token, not listed`],
    ...describeTakenOff(),
  ];
  const shown = items.filter(([number]) => number > 0);
  notes.replaceChildren(
    ...shown.map(([, text]) => {
      const item = document.createElement('li');
      item.textContent = text;
      return item;
    }),
  );
  notes.hidden = shown.length === 0;
}

function describeTakenOff() {
  const times = new Map();
  for (const { takenOff = [] } of list.entries) {
    for (const what of takenOff) times.set(what, (times.get(what) ?? 0) + 1);
  }
  return [...times].map(([what, number]) => [number, `taken off: ${what}, ${count(number, 'time')}`]);
}
