/** The cells of a row of the table. */

import { roughly } from '../time.js';
import { isExpired, outcomeOf, problemOf } from './list.js';

/** Of a hash, so many characters are shown; the whole hash is in the cell's title. */
const SHORT_HASH = 12;

/** How a person calls an outcome. */
export const OUTCOME_NAMES = {
  revoked: 'Revoked',
  refused: 'Refused',
  unknown: 'Unknown',
  not_sent: 'Not sent',
};

export const COLUMNS = ['Place', 'Hash (SHA-256)', 'Label', 'Subject', 'Expiry', 'State'];

/**
 * The state of a row: a name by which it is filtered, and a text.
 *
 * @param {import('./list.js').Entry} entry
 * @returns {{ name: string, text: string }}
 */
export function stateOf(entry, validate) {
  if (entry.isSending) return { name: 'sending', text: 'Sent, no answer yet' };
  const outcome = outcomeOf(entry);
  if (outcome !== undefined) return { name: outcome, text: describeOutcome(entry, outcome) };
  const problem = problemOf(entry, validate);
  if (problem !== undefined) return { name: 'invalid', text: `Not valid: ${problem}` };
  return { name: 'waiting', text: isExpired(entry) ? 'Expired, not sent yet' : 'Not sent yet' };
}

function describeOutcome({ outcome, earlier, details }, known) {
  const { error, status, code } = (outcome === undefined ? earlier : details) ?? {};
  const parts = known === 'revoked' ? [] : [error, status, code && code !== String(status) && `code ${code}`];
  const why = parts.filter(Boolean).join(', ');
  const when = outcome === undefined ? ' (earlier report)' : '';
  return `${OUTCOME_NAMES[known]}${when}${why && `: ${why}`}`;
}

/** The texts of the cells, in the order of the columns. */
export function textsOf(entry, validate) {
  const { place, hash, label, subject, times, expiresAt } = entry;
  return [
    times > 1 ? `${place}, ${times} times` : place,
    hash === undefined ? '' : `${hash.slice(0, SHORT_HASH)}…`,
    label ?? '',
    subject ?? '',
    hash === undefined ? '' : describeExpiry(entry, expiresAt),
    stateOf(entry, validate).text,
  ];
}

function describeExpiry(entry, expiresAt) {
  if (expiresAt === null || expiresAt === undefined) return 'none given';
  const left = expiresAt - Date.now();
  return left <= 0 ? `expired ${roughly(-left)} ago` : `in ${roughly(left)}`;
}

/** What a row is found by. */
export function isMatch(entry, text, validate) {
  const { place, hash = '', label, subject } = entry;
  return [place, hash, label, subject, stateOf(entry, validate).text].some((value) =>
    value?.toLowerCase().includes(text),
  );
}
