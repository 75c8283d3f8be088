// What the readers of all formats make: records.

import { cutToken } from './cut.js';
import { findJwts, mayHoldJwts } from './jwt.js';
import { LABEL_NAMES, namesOfToken, pick } from './names.js';

/**
 * A place for a token: a line, a row of CSV, or an element of JSON. It has a token or a problem.
 *
 * - `number`: that of its line, of its first line, or of the element, from 1 on
 * - `unit`: what `number` counts
 * - `line`, `lastLine`: its lines in the input, from 1 on
 * - `offset`: the first byte of its first line, from 0 on
 * - `token`: the JWT
 * - `takenOff`: in words, what stood around the token
 * - `damage`: what is wrong with the token's length, in words that follow the name of the place
 * - `label`: the operator's own text, or `null`
 * - `problem`: why there is no token, in words that follow the name of the place
 * - `path`: where else in it a JWT is, as the name of a column or property; for a problem, if known
 * - `others`: further JWTs in it, each once
 *
 * @typedef {{ number: number, unit: 'line' | 'element', line: number, lastLine: number, offset: number,
 *   token?: string, takenOff: string[], damage?: string, label: string | null, problem?: string,
 *   path?: string, others: string[] }} Record
 */

/** Where a record is, as far as the formats tell it alike. */
export function placeOf({ number, offset }, lastLine = number) {
  return { number, unit: 'line', line: number, lastLine, offset };
}

/**
 * Makes a record of a text in which the token is expected.
 *
 * @param {object} place
 * @param {string} raw all of its text, as it is in the input
 * @param {{ text?: string, problem?: string, path?: string, label?: string | null }} found `text` is where the token
 *   should be; `problem` says why there is none
 * @returns {Record}
 */
export function makeRecord(place, raw, { text, problem, path, label = null }) {
  const cut = problem === undefined ? cutToken(text) : { problem, path };
  return { ...place, takenOff: [], ...cut, label, others: othersIn(raw, cut.token) };
}

function othersIn(raw, token) {
  // Most rows hold nothing that could be another one, and looking twice at all of them takes long.
  if (token !== undefined && !mayHoldJwts(raw, 2)) return [];
  const jwts = new Set(findJwts(raw).map(({ text }) => text));
  jwts.delete(token);
  return [...jwts];
}

/**
 * Makes a record of a row whose values have names.
 *
 * @param {object} place
 * @param {string} raw
 * @param {(name: string) => string[]} look returns the values under a name
 * @param {{ tokenColumn?: string, labelColumn?: string }} settings
 * @param {{ none: string, elsewhere: () => string | undefined }} words `none` says that there is no value;
 *   `elsewhere` returns the name under which the row has a JWT
 */
export function makeNamedRecord(place, raw, look, { tokenColumn, labelColumn }, { none, elsewhere }) {
  const names = namesOfToken(tokenColumn);
  const { text, all } = pick(names, look);
  const label = pick(labelColumn === undefined ? LABEL_NAMES : [labelColumn], look).text ?? null;
  if (text === undefined) return makeRecord(place, raw, { problem: none, path: elsewhere(), label });
  const tokens = new Set(all.map((text) => cutToken(text).token).filter(Boolean));
  const problem =
    tokens.size > 1 ? `has ${tokens.size} different tokens under ${names.join(', ')}` : undefined;
  return makeRecord(place, raw, { text, problem, label });
}
