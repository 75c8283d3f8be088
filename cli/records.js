import { Readable, pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import { WrongUse } from './exit.js';
import { linesOf } from './input.js';

/** The longest line of input, or record of CSV. A token has 600 characters, a log's line some more. */
const LONGEST = 1_048_576;

/** How tokens are called by those who write them down, best first. */
const TOKEN_NAMES = ['access_token', 'accessToken', 'token'];

/**
 * Where a token should be. `text` is what is there, as it is; `problem` says why there is nothing.
 *
 * @typedef {{ line: number, text?: string, label: string | null, problem?: string }} Record
 */

/**
 * @param {AsyncIterable<string>} pieces the input
 * @param {{ inputFormat?: 'lines' | 'csv' | 'jsonl', file?: string, tokenColumn?: string,
 *   labelColumn?: string }} settings
 * @returns {Promise<{ format: 'lines' | 'csv' | 'jsonl', records: AsyncIterable<Record> }>}
 */
export async function readRecords(pieces, settings) {
  const { first, all } = await peek(pieces);
  const format = settings.inputFormat ?? formatOf(first, settings);
  const readers = { lines: readLines, csv: readCsv, jsonl: readJsonLines };
  return { format, records: readers[format](all, settings, first) };
}

/** The first line with anything on it, and the whole, that line included. */
async function peek(pieces) {
  const iterator = pieces[Symbol.asyncIterator]();
  let head = '';
  let step;
  let end;
  do {
    step = await iterator.next();
    if (!step.done) head += step.value;
    // Not one pattern for all of it: on a line without end, that would take for ever.
    end = head.indexOf('\n', head.search(/\S/));
  } while (!step.done && head.length <= LONGEST && (end === -1 || head.trim() === ''));
  return {
    first: (end === -1 ? head : head.slice(0, end)).trim(),
    all: (async function* () {
      yield head;
      if (!step.done) yield* { [Symbol.asyncIterator]: () => iterator };
    })(),
  };
}

function formatOf(first, { file = '', tokenColumn }) {
  if (/\.(csv|tsv)$/i.test(file)) return 'csv';
  if (/\.(jsonl|ndjson)$/i.test(file)) return 'jsonl';
  if (first.startsWith('[')) {
    throw new WrongUse(
      'The input is a JSON array. JSON Lines, one object a line, is read: jq -c ".[]" makes it of an array.',
    );
  }
  if (first.startsWith('{')) return 'jsonl';
  const names = tokenColumn === undefined ? TOKEN_NAMES : [tokenColumn];
  const isHeader = names.some((name) => same(name, first.replace(/^"(.*)"$/, '$1')));
  return isHeader || /[,;\t]./.test(first) ? 'csv' : 'lines';
}

async function* readLines(pieces) {
  for await (const { number, text } of linesOf(pieces, LONGEST)) {
    if (text.trim() !== '') yield { line: number, text, label: null };
  }
}

async function* readJsonLines(pieces, { tokenColumn, labelColumn = 'label' }) {
  const names = tokenColumn === undefined ? TOKEN_NAMES : [tokenColumn];
  for await (const { number: line, text } of linesOf(pieces, LONGEST)) {
    if (text.trim() === '') continue;
    let value;
    try {
      value = JSON.parse(text);
    } catch {
      // Its message would quote the line.
      yield { line, label: null, problem: 'is not JSON' };
      continue;
    }
    const label = labelOf(value?.[labelColumn]);
    const found = typeof value === 'string' ? value : pick(value, names);
    if (typeof found === 'string') yield { line, text: found, label };
    else yield { line, label, problem: `has no ${names[0]} that is a string` };
  }
}

function pick(value, names) {
  const name = names.find((name) => value !== null && Object.hasOwn(Object(value), name));
  return name === undefined ? undefined : value[name];
}

async function* readCsv(pieces, { tokenColumn, labelColumn = 'label' }, first) {
  const parser = parse({
    delimiter: delimiterOf(first),
    record_delimiter: '\n',
    info: true,
    raw: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: LONGEST,
  });
  pipeline(Readable.from(pieces), parser, () => {});
  let columns;
  try {
    for await (const { record, info, raw } of parser) {
      if (columns === undefined) {
        columns = findColumns(record, tokenColumn, labelColumn);
        continue;
      }
      const line = info.lines - (raw.trim().match(/\n/g)?.length ?? 0);
      const label = labelOf(record[columns.label]);
      const text = record[columns.token];
      if (text) yield { line, text, label };
      else yield { line, label, problem: 'has nothing in the column of the tokens' };
    }
  } catch (error) {
    if (!/QUOTE|MAX_RECORD/.test(error.code)) throw error;
    // The library's own message quotes what it found.
    throw new WrongUse(CSV_PROBLEMS[error.code]?.(error.lines) ?? CSV_PROBLEMS.other(error.lines));
  }
}

const CSV_PROBLEMS = {
  CSV_MAX_RECORD_SIZE: () =>
    `The CSV has a record longer than ${LONGEST.toLocaleString('en')} characters. ` +
    'Is a quotation mark missing?',
  CSV_QUOTE_NOT_CLOSED: () => 'The CSV ends within quotation marks: one is missing.',
  other: (line) => `The CSV is damaged at line ${line}: a quotation mark is in the wrong place.`,
};

/** The one that the header has most of. */
function delimiterOf(header) {
  const times = (delimiter) => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, next) => (times(next) > times(best) ? next : best));
}

function findColumns(header, tokenColumn, labelColumn) {
  const find = (name) => header.findIndex((found) => same(found, name));
  const names = tokenColumn === undefined ? TOKEN_NAMES : [tokenColumn];
  const token = names.map(find).find((at) => at !== -1);
  if (token === undefined) {
    throw new WrongUse(
      `The CSV has no column ${names.join(' or ')}. Its first line must name the columns; ` +
        '--token-column says which one holds the tokens.',
    );
  }
  return { token, label: find(labelColumn) };
}

function same(name, other) {
  return name.trim().toLowerCase() === other.toLowerCase();
}

function labelOf(value) {
  return ['string', 'number', 'boolean'].includes(typeof value) && value !== ''
    ? String(value)
    : null;
}
