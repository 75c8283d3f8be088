import Papa from 'papaparse';
import { findJwts } from './jwt.js';
import { InputError } from './input-error.js';
import { LONGEST, shortLines } from './lines.js';
import { isSameName, namesOfToken } from './names.js';
import { makeNamedRecord, makeRecord, placeOf } from './record.js';

export const DELIMITERS = [',', ';', '\t', '|'];

/** How much text the parser gets at once, in UTF-16 code units. */
const PIECE = 65_536;

/**
 * The cells of a line of CSV.
 *
 * @param {string} text
 * @param {string} delimiter
 * @returns {string[]}
 */
export function cellsOf(text, delimiter) {
  const { data } = new Papa.Parser({ delimiter, newline: '\n' }).parse(text, 0, false);
  return (data[0] ?? []).map((cell) => cell.trim());
}

/**
 * Reads CSV whose first row names the columns.
 *
 * @throws {InputError} where there is no column of tokens, or two have one name
 */
export async function* readCsvRecords(lines, settings) {
  let header;
  for await (const row of rowsOf(shortLines(lines), settings.delimiter)) {
    if (header === undefined) {
      header = readHeader(row, settings);
      continue;
    }
    yield readRow(row, header, settings);
  }
}

/** Reads rows, each with its place, its cells, its text, and the errors that the parser found in it. */
async function* rowsOf(lines, delimiter) {
  let text = '';
  /** How much text has been parsed. */
  let parsed = 0;
  /** The lines of `text`, each with the index at which it starts in all text. */
  let starts = [];
  const parse = function* (isEnd) {
    const rows = [];
    const parser = new Papa.Parser({
      delimiter,
      newline: '\n',
      step: ({ data, errors, meta }) => rows.push({ cells: data[0], errors, end: meta.cursor }),
    });
    parser.parse(text, 0, !isEnd);
    let start = 0;
    let at = 0;
    for (const { cells, errors, end } of rows) {
      const first = starts[at];
      while (at < starts.length && starts[at].index < parsed + end) at += 1;
      const raw = text.slice(start, end);
      start = end;
      if (raw.trim() === '') continue;
      const place = placeOf(first, starts[at - 1].number);
      requireShort(raw, place);
      yield { place, cells: cells.map((cell) => cell.trim()), raw, errors };
    }
    text = text.slice(start);
    parsed += start;
    starts = starts.slice(at);
    if (starts.length > 0) requireShort(text, placeOf(starts[0]));
  };
  let most = PIECE;
  for await (const { text: line, ...place } of lines) {
    starts.push({ ...place, index: parsed + text.length });
    text += `${line}\n`;
    if (text.length < most) continue;
    yield* parse(false);
    // What a quotation mark keeps open is parsed again from its beginning.
    most = text.length + PIECE;
  }
  yield* parse(true);
}

function requireShort(text, { line }) {
  if (text.length > LONGEST) {
    throw new InputError(
      `The CSV has a row longer than ${LONGEST.toLocaleString('en')} characters, from line ${line} on. ` +
        'Is a quotation mark missing?',
    );
  }
}

/** Returns the names of the columns, and the index of each by its name in lower case. */
function readHeader({ cells, place }, { tokenColumn }) {
  const names = namesOfToken(tokenColumn);
  if (!names.some((name) => cells.some((cell) => isSameName(cell, name)))) {
    const { line, lastLine } = place;
    const isOne = lastLine === line ? '' : ` Quotation marks make one of the lines ${line} to ${lastLine}.`;
    throw new InputError(
      `The CSV has no column ${names.join(' or ')}. Its first line must name the columns.${isOne}`,
      { code: 'no-column' },
    );
  }
  const columns = new Map();
  for (const [at, name] of cells.entries()) {
    const key = name.toLowerCase();
    const twin = columns.get(key);
    if (name !== '' && twin !== undefined) {
      throw new InputError(
        `The CSV has two columns of one name: column ${twin + 1}, "${cells[twin]}", and column ` +
          `${at + 1}, "${name}". Rename the one that is not to be read.`,
      );
    }
    columns.set(key, at);
  }
  return { names: cells, columns };
}

function readRow({ place, cells, raw, errors }, header, settings) {
  const look = (name) => {
    const cell = cells[header.columns.get(name.trim().toLowerCase())];
    return cell ? [cell] : [];
  };
  const record = makeNamedRecord(place, raw, look, settings, {
    none: 'has nothing in the column of the tokens',
    elsewhere: () => {
      const holding = header.names.filter((_, at) => cells[at] && findJwts(cells[at]).length > 0);
      return holding.length === 1 && holding[0] !== '' ? holding[0] : undefined;
    },
  });
  const problem = describeDamage(errors, place) ?? describeSwallowed(record);
  return problem === undefined ? record : makeRecord(place, raw, { problem, label: record.label });
}

function describeDamage(errors, { line }) {
  const codes = errors.map(({ code }) => code);
  if (codes.includes('InvalidQuotes')) {
    return `the CSV is damaged at line ${line}: a quotation mark is in the wrong place`;
  }
  if (codes.includes('MissingQuotes')) return 'the CSV ends within quotation marks: one is missing';
  return undefined;
}

/** A row of several lines is one row, unless it holds tokens of others. */
function describeSwallowed({ line, lastLine, others, lookalikes }) {
  if (lastLine === line || others.length + lookalikes.length === 0) return undefined;
  return 'quotation marks make one row of them';
}
