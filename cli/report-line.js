// A line of the report. Of a token it holds nothing but the hash.

import { plain } from './text.js';

export const COLUMNS = [
  'time',
  'line',
  'tokenHash',
  'label',
  'environment',
  'outcome',
  'error',
  'status',
  'code',
  'attempts',
];

/**
 * What became of a token: the server said that it is revoked; the server said that it isn't; nobody
 * knows; it was never sent.
 */
const OUTCOMES = ['revoked', 'refused', 'unknown', 'not_sent'];

/** How every line begins, by which a torn one is recognised. */
const BEGINNING = '{"time":"';

/** A server may put anything into `code`. */
const LONGEST_CODE = 100;

/**
 * @param {{ line: number, hash?: string, label: string | null }} token without `hash` for what is none
 * @param {string} environment
 * @param {'revoked' | 'refused' | 'unknown' | 'not_sent'} outcome
 * @param {{ error?: string, status?: number | null, code?: string | null, attempts?: number }} details
 */
export function makeLine({ line, hash, label }, environment, outcome, details = {}) {
  const { error = null, status = null, code = null, attempts = null } = details;
  return {
    time: new Date().toISOString(),
    line,
    tokenHash: hash ?? null,
    label,
    environment,
    outcome,
    error,
    status,
    code: code === null ? null : plain(code).slice(0, LONGEST_CODE),
    attempts,
  };
}

/** What a line of a report says; nothing where it is none. */
export function parseLine(text) {
  const line = parse(text);
  const isLine =
    Number.isInteger(line?.line) &&
    (line.tokenHash === null || /^[0-9a-f]{64}$/.test(line.tokenHash)) &&
    typeof line.environment === 'string' &&
    OUTCOMES.includes(line.outcome);
  return isLine ? line : undefined;
}

/** Whether a text is a line that was cut short. After a loss of power, zeros may follow it. */
export function isTorn(text) {
  const written = text.replace(/\0+$/, '');
  const isBeginning = written.startsWith(BEGINNING) || BEGINNING.startsWith(written);
  return isBeginning && parse(text) === undefined;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
