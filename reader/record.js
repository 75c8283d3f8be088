// The records that the readers of all formats make.

import { extractToken } from './extract-token.js';
import { holdsVendorToken, placeOfFinding } from './finding.js';
import { findJwts, mayHoldJwts } from './jwt.js';
import { isNameOfFinding, LABEL_NAMES, namesOfToken, pick } from './names.js';

/**
 * A place for a token: a line, a row of CSV, or an element of JSON. It has a token or a problem, or is a finding.
 *
 * - `number`: that of its line, of its first line, or of the element, from 1 on
 * - `unit`: what `number` counts
 * - `line`, `lastLine`: its lines in the input, from 1 on
 * - `offset`: the first byte of its first line, from 0 on; if that is very long, of a piece of it
 * - `token`: the JWT
 * - `takenOff`: descriptions of the text around the token
 * - `damage`: what is wrong with the token's length, as a text that follows the name of the place
 * - `label`: the operator's own text, or `null`
 * - `problem`: why there is no token, as a text that follows the name of the place
 * - `isForeign`: it is a scanner's finding without a token of the vendor's; then it has neither token nor problem
 * - `path`: the name of the column or property that holds the token, if another one was looked for and only
 *   this one can be meant
 * - `others`: further JWTs in it, each once
 * - `lookalikes`: runs in it that begin like a JWT and are none, each once
 *
 * @typedef {{ number: number, unit: 'line' | 'element', line: number, lastLine: number, offset: number,
 *   token?: string, takenOff: string[], damage?: string, label: string | null, problem?: string,
 *   isForeign: boolean, path?: string, others: string[], lookalikes: string[] }} TokenRecord
 */

/** The place of a record in a format of lines. */
export function placeOf({ number, offset }, lastLine = number) {
  return { number, unit: 'line', line: number, lastLine, offset };
}

/**
 * Makes a record of a text in which the token is expected.
 *
 * @param {object} place
 * @param {string} raw all of its text, as it is in the input
 * @param {{ text?: string, problem?: string, isForeign?: boolean, path?: string, label?: string | null }} found `text`
 *   is where the token should be; `problem` says why there is none
 * @returns {TokenRecord}
 */
export function makeRecord(place, raw, { text, problem, isForeign = false, path, label = null }) {
  const extraction = problem === undefined && !isForeign ? extractToken(text) : { problem };
  const { others, lookalikes } = restOf(raw, extraction.token);
  const { number, unit, line, lastLine, offset } = place;
  // Spread syntax takes twice as long, and an input may have half a million rows.
  return {
    number,
    unit,
    line,
    lastLine,
    offset,
    token: extraction.token,
    takenOff: extraction.takenOff ?? [],
    damage: extraction.damage,
    label,
    problem: extraction.problem,
    isForeign,
    path,
    others,
    lookalikes,
  };
}

/** Finds the JWTs and lookalikes in a text beside its token. */
function restOf(raw, token) {
  const others = new Set();
  const lookalikes = new Set();
  // Most rows hold one JWT, and a second search in each of them takes long.
  if (token === undefined || mayHoldJwts(raw, 2)) {
    for (const { isWhole, text } of findJwts(raw)) (isWhole ? others : lookalikes).add(text);
    others.delete(token);
  }
  return { others: [...others], lookalikes: [...lookalikes] };
}

/**
 * Makes a record of a row whose values have names.
 *
 * @param {object} place
 * @param {string} raw
 * @param {(name: string) => unknown[]} look returns the values under a name
 * @param {{ tokenColumn?: string, labelColumn?: string }} settings
 * @param {{ none: string, elsewhere: () => string | undefined }} texts `none` says that there is no value;
 *   `elsewhere` returns the name under which the token is, if only one can be meant
 */
export function makeNamedRecord(place, raw, look, { tokenColumn, labelColumn }, { none, elsewhere }) {
  const names = namesOfToken(tokenColumn);
  const name = names.find((one) => pick([one], look) !== undefined);
  const isFinding = name !== undefined && isNameOfFinding(name);
  const ownLabel = pick(labelColumn === undefined ? LABEL_NAMES : [labelColumn], look);
  const label = ownLabel ?? (isFinding ? placeOfFinding(look) : undefined) ?? null;
  if (name === undefined) return makeRecord(place, raw, { problem: none, path: elsewhere(), label });
  const text = pick([name], look);
  const values = names.flatMap(look);
  const problem = values.length > 1 ? describeConflict(values, names) : undefined;
  // The operator vouches for what is in a column that is named.
  const isForeign = isFinding && tokenColumn === undefined && problem === undefined && !holdsVendorToken(text);
  return makeRecord(place, raw, { text, problem, isForeign, label });
}

/** Says that the values under several names hold different tokens, if they do. */
function describeConflict(values, names) {
  const finds = values.flatMap((value) => findJwts(JSON.stringify(value)));
  const { size } = new Set(finds.map(({ text }) => text));
  return size > 1 ? `has ${size} different tokens under ${names.join(', ')}` : undefined;
}
