// Reads tokens from whatever people write them down in, in a browser as in Node: no builtin of either is
// used. Nothing that is not a JWT comes out as a token, and every row comes out as a record.

import { readCsvRecords } from './csv-records.js';
import { formatOf } from './format.js';
import { readJson, readJsonLines } from './json-records.js';
import { readLineRecords } from './line-records.js';
import { readLines } from './lines.js';

export { extractToken } from './extract-token.js';
export { InputError } from './input-error.js';
export { findJwts, isJwtCharacter } from './jwt.js';
export { encodingOf, joinBytes, withWholeHead } from './lines.js';
export { Scanner } from './scan.js';
export { isVendorToken } from './vendor.js';

const READERS = {
  lines: readLineRecords,
  csv: readCsvRecords,
  jsonl: readJsonLines,
  json: readJson,
};

/**
 * Reads the tokens of an input.
 *
 * @param {AsyncIterable<Uint8Array>} chunks the bytes of the input
 * @param {{ format?: import('./format.js').Format, name?: string, tokenColumn?: string,
 *   labelColumn?: string }} [settings] `name` is that of the file
 * @returns {Promise<{ format: import('./format.js').Format,
 *   records: AsyncGenerator<import('./record.js').TokenRecord> }>} the format, as soon as it is known, and all
 *   records in order
 * @throws {import('./input-error.js').InputError} also while the records are read
 */
export async function readTokens(chunks, settings = {}) {
  const lines = readLines(chunks);
  const { head, all } = await peek(lines);
  const { format, delimiter, skipsFirst } = formatOf(
    head.map(({ text }) => text),
    settings,
  );
  const first = head[0]?.number;
  const rows = skipsFirst ? all((line) => line.number !== first) : all(() => true);
  return { format, records: READERS[format](rows, { ...settings, delimiter }) };
}

/** How many lines are looked through for the first two with anything on them. */
const MOST_BLANK = 1000;

/** The first two lines with anything on them, and all lines. */
async function peek(lines) {
  const read = [];
  const head = [];
  while (head.length < 2 && read.length < MOST_BLANK) {
    const { done, value } = await lines.next();
    if (done) break;
    read.push(value);
    if (value.text.trim() !== '') head.push(value);
    if (value.goesOn) break;
  }
  return {
    head,
    all: async function* (isWanted) {
      yield* read.filter(isWanted);
      yield* lines;
    },
  };
}
