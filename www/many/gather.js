/** Reads tokens from the bytes of an input, and says of everything in it what it is. Runs in a worker. */

import { readTokens } from '../../reader/index.js';
import { InputCheck } from '../../cli/input-check.js';
import { labelFor, nameOfPlace, UNREAD } from '../../cli/record-text.js';
import { plain } from '../../cli/text.js';
import { hashOf } from './hash.js';

/** So many rows without a token are passed on; more are only counted. */
const MOST_INVALID = 10_000;

/**
 * @typedef {{ kind: 'token', line: number, place: string, text: string, hash: string, label: string | null,
 *   takenOff: string[], damage?: string }} TokenItem `damage` says what is wrong with the token's length
 * @typedef {{ kind: 'again', hash: string }} AgainItem a token that was there before
 * @typedef {{ kind: 'invalid', line: number, place: string, label: string | null, problem: string }} InvalidItem
 * @typedef {{ kind: 'format', format: string }} FormatItem
 * @typedef {{ kind: 'end', others: number, foreign: number, uncounted: number }} EndItem how many JWTs stood beside
 *   the token of a row, how many findings of a scanner hold no token of the vendor's, and how many rows without a
 *   token were not passed on
 */

/**
 * Yields what an input holds, in order.
 *
 * @param {AsyncIterable<Uint8Array>} chunks
 * @param {{ format?: string, name?: string, tokenColumn?: string }} settings
 * @returns {AsyncGenerator<TokenItem | AgainItem | InvalidItem | FormatItem | EndItem>}
 * @throws {import('../../reader/input-error.js').InputError}
 */
export async function* gather(chunks, settings) {
  const check = new InputCheck();
  const { format, records } = await readTokens(check.watch(chunks), settings);
  yield { kind: 'format', format };
  const known = new Set();
  const invalid = new Set();
  const others = new Set();
  let foreign = 0;
  let rows = 0;
  for await (const record of records) {
    const { token, number: line } = record;
    for (const other of [...record.others, ...record.lookalikes]) check.account(other);
    if (record.isForeign) {
      foreign += 1;
      continue;
    }
    for (const other of record.others) (token === undefined ? invalid : others).add(await hashOf(other));
    const place = nameOfPlace(record);
    const label = labelFor(record.label, token);
    if (token === undefined) {
      rows += 1;
      if (rows <= MOST_INVALID) yield { kind: 'invalid', line, place, label, problem: describe(record) };
      continue;
    }
    check.account(token);
    const hash = await hashOf(token);
    if (known.has(hash)) {
      yield { kind: 'again', hash };
      continue;
    }
    known.add(hash);
    const { takenOff, damage } = record;
    yield { kind: 'token', line, place, text: token, hash, label, takenOff, damage };
  }
  for (const [jwt, line] of check.unread) {
    const hash = await hashOf(jwt);
    if (known.has(hash) || invalid.has(hash) || others.has(hash)) continue;
    invalid.add(hash);
    yield { kind: 'invalid', line, place: `line ${line}`, label: null, problem: UNREAD };
  }
  const beside = [...others].filter((hash) => !known.has(hash)).length;
  yield { kind: 'end', others: beside, foreign, uncounted: Math.max(0, rows - MOST_INVALID) };
}

function describe({ problem, path, others }) {
  if (path !== undefined) return `${problem}, but a JWT in ${plain(path)}: name that as the column`;
  return others.length > 1 ? `${problem}; ${others.length} different JWTs in it are not sent` : problem;
}
