// Detects the format of an input.

import { cellsOf, DELIMITERS } from './csv-records.js';
import { InputError } from './input-error.js';
import { findJwts } from './jwt.js';
import { isSameName, namesOfToken } from './names.js';

/** The first line of a spreadsheet's CSV that names the delimiter; saved again, it has one more of it. */
const SEPARATOR_LINE = /^"?sep=(.)\1*"?$/i;

/** @typedef {'lines' | 'csv' | 'jsonl' | 'json'} Format */

/**
 * Detects the format of an input from its beginning.
 *
 * @param {string[]} head the first two lines with anything on them, or fewer where there are no more
 * @param {{ format?: Format, name?: string, tokenColumn?: string }} settings `format` is the one that is
 *   asked for, `name` that of the file
 * @returns {{ format: Format, delimiter?: string, skipsFirst?: boolean }} `skipsFirst`: the first line
 *   with anything on it is not part of the rows
 * @throws {InputError} if the format is not supported
 */
export function formatOf(head, { format, name = '', tokenColumn }) {
  const [first = '', second = ''] = head.map((line) => line.trim());
  if (format === 'csv' || format === undefined) {
    const delimiter = SEPARATOR_LINE.exec(first === 'sep=' ? 'sep=\t' : first)?.[1];
    if (delimiter !== undefined) return { format: 'csv', delimiter, skipsFirst: true };
  }
  const found = format ?? detect(first, second, name, tokenColumn);
  if (found === 'lines' && tokenColumn !== undefined) {
    throw new InputError(`The input has no columns, and so none that is called ${tokenColumn}.`);
  }
  const delimiter = found === 'csv' ? delimiterOf(first, tokenColumn) : undefined;
  return { format: found, delimiter };
}

function detect(first, second, name, tokenColumn) {
  if (first.startsWith('{\\rtf')) {
    throw new InputError(
      'The input is RTF, the format of a word processor. Save it as plain text, and give that.',
    );
  }
  // The content counts more than the name of the file.
  if (/^\[\s*(["{[\]]|$)/.test(first) && /^$|^["{[\]]/.test(first.slice(1).trim() || second)) {
    return 'json';
  }
  if (first.startsWith('{')) {
    if (isJson(first) || isJson(second)) return 'jsonl';
    if (/^\{\s*(["}]|$)/.test(first)) return 'json';
  }
  if (/\.(csv|tsv)$/i.test(name)) return 'csv';
  if (/\.(jsonl|ndjson)$/i.test(name)) return 'jsonl';
  return isHeader(first, tokenColumn) || isTable(first, second) ? 'csv' : 'lines';
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isHeader(line, tokenColumn) {
  return DELIMITERS.some((delimiter) => namesToken(cellsOf(line, delimiter), tokenColumn));
}

function namesToken(cells, tokenColumn) {
  return namesOfToken(tokenColumn).some((name) => cells.some((cell) => isSameName(cell, name)));
}

/**
 * Whether two lines look like rows: both have a delimiter, and no token stands in the middle of other text.
 * A bar alone is no sign, as it is common in logs.
 */
function isTable(first, second) {
  const delimiter = delimiterOf(first);
  return [first, second || first].every((line) => {
    const cells = cellsOf(line, delimiter);
    const hasDelimiter = /[,;\t]./.test(line) && cells.length > 1;
    return hasDelimiter && findJwts(line).every(({ text }) => cells.includes(text));
  });
}

/** The delimiter with which a header names a column of tokens; else the one that it has most of. */
function delimiterOf(header, tokenColumn) {
  const width = (delimiter) => cellsOf(header, delimiter).length;
  const naming = DELIMITERS.filter((delimiter) => namesToken(cellsOf(header, delimiter), tokenColumn));
  const candidates = naming.length > 0 ? naming : DELIMITERS;
  return candidates.reduce((best, next) => (width(next) > width(best) ? next : best));
}
