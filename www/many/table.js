/** The table of what was read. It has elements for the rows in view only, so that ten thousand scroll smoothly. */

import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import { isExpired } from './list.js';
import { COLUMNS, isMatch, stateOf, textsOf } from './row.js';

const scroller = document.getElementById('rows-scroller');
const body = document.getElementById('rows');
const head = document.getElementById('rows-head');
const table = document.getElementById('rows-table');
const search = document.getElementById('rows-search');
const filter = document.getElementById('rows-filter');
const shown = document.getElementById('rows-shown');

/** The height of a row, in pixels; `many.css` has it, too. */
const ROW_HEIGHT = 44;

/** The rows that a filter shows, by the filter's value. */
const FILTERS = {
  all: () => true,
  valid: (entry, state) => state !== 'invalid',
  expired: (entry) => isExpired(entry),
};

let entries = [];
let visible = [];
let validate = true;
/** The elements of the rows in view, by index. */
const elements = new Map();

const virtualizer = new Virtualizer({ ...options(), count: 0 });

function options() {
  return {
    count: visible.length,
    getScrollElement: () => scroller,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: draw,
  };
}

/** To be called once. */
export function watchTable() {
  head.replaceChildren(...COLUMNS.map((name) => cell('columnheader', name)));
  virtualizer._didMount();
  virtualizer._willUpdate();
  for (const element of [search, filter]) element.addEventListener('input', () => refilter());
}

/**
 * Shows rows.
 *
 * @param {import('./list.js').Entry[]} all in the order in which they are to be shown
 * @param {boolean} validates whether the lengths of tokens are checked
 */
export function showRows(all, validates) {
  entries = all;
  validate = validates;
  refilter();
}

/** Draws the rows in view anew: their entries have changed. */
export function redrawRows() {
  for (const [index, element] of elements) fill(element, index);
}

/** Applies search and filter again: rows that have changed may come or go. */
export function refilter() {
  const text = search.value.trim().toLowerCase();
  const isWanted = FILTERS[filter.value] ?? ((entry, state) => state === filter.value);
  visible = entries.filter(
    (entry) =>
      isWanted(entry, stateOf(entry, validate).name) && (text === '' || isMatch(entry, text, validate)),
  );
  shown.textContent =
    visible.length === entries.length
      ? `${count(entries.length)} rows`
      : `${count(visible.length)} of ${count(entries.length)} rows`;
  table.setAttribute('aria-rowcount', String(visible.length + 1));
  virtualizer.setOptions(options());
  virtualizer.measure();
  virtualizer._willUpdate();
  draw();
}

function draw() {
  body.style.blockSize = `${virtualizer.getTotalSize()}px`;
  const items = virtualizer.getVirtualItems();
  const wanted = new Set(items.map(({ index }) => index));
  for (const [index, element] of elements) {
    if (wanted.has(index)) continue;
    element.remove();
    elements.delete(index);
  }
  for (const { index, start } of items) {
    let element = elements.get(index);
    if (element === undefined) {
      element = document.createElement('div');
      element.setAttribute('role', 'row');
      element.append(...COLUMNS.map(() => cell('cell', '')));
      elements.set(index, element);
      body.append(element);
    }
    element.style.insetBlockStart = `${start}px`;
    fill(element, index);
  }
}

function fill(element, index) {
  const entry = visible[index];
  if (entry === undefined) return;
  element.setAttribute('aria-rowindex', String(index + 2));
  element.dataset.verdict = stateOf(entry, validate).name;
  const texts = textsOf(entry, validate);
  texts.forEach((text, at) => {
    const place = element.children[at];
    if (place.textContent !== text) place.textContent = text;
    const title = at === 1 ? (entry.hash ?? '') : text;
    if (place.title !== title) place.title = title;
  });
}

function cell(role, text) {
  const element = document.createElement('div');
  element.setAttribute('role', role);
  // A label may be in a script that is written from right to left.
  element.dir = 'auto';
  element.textContent = text;
  return element;
}

function count(number) {
  return number.toLocaleString('en');
}
