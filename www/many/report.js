/** The report of a run, in the format of the command line: it holds no token, and either goes on with the other's. */

import { makeLine } from '../../cli/report-line.js';
import { isExpired, problemOf } from './list.js';

/**
 * The lines of a report, of which a token's last line counts.
 *
 * @param {import('./list.js').TokenList} list
 * @param {{ last: Map<string, object>, invalid: Map<number, object> } | undefined} earlier the report that is resumed
 * @param {{ environment: string, validate: boolean, skipExpired: boolean }} settings
 */
export function reportLines(list, earlier, settings) {
  const lines = list.entries.map((entry) => lineOf(entry, earlier, settings));
  const hashes = new Set(lines.map(({ tokenHash }) => tokenHash));
  const numbers = new Set(lines.map(({ line }) => line));
  // What only the earlier report knows stays in it.
  const others = [...(earlier?.last.values() ?? [])].filter(({ tokenHash }) => !hashes.has(tokenHash));
  const invalid = [...(earlier?.invalid.values() ?? [])].filter(({ line }) => !numbers.has(line));
  return [...others, ...invalid, ...lines];
}

function lineOf(entry, earlier, { environment, validate, skipExpired }) {
  const { outcome, time, details, isSending } = entry;
  const make = (...state) => makeLine(entry, environment, ...state);
  // Whatever ends the page now, the report claims nothing that isn't so.
  if (isSending) return make('unknown');
  if (outcome !== undefined) return { ...make(outcome, details), time };
  if (entry.earlier !== undefined) return entry.earlier;
  if (problemOf(entry, validate) !== undefined) {
    const { line, label } = entry;
    const known = earlier?.invalid.get(line);
    return known ?? makeLine({ line, label }, environment, 'not_sent', { error: 'ValidationError' });
  }
  return make('not_sent', skipExpired && isExpired(entry) ? { error: 'Expired' } : {});
}

/** The report as JSON Lines. */
export function toJsonLines(lines) {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** The report as CSV. The library for it is loaded when it is first needed. */
export async function toCsv(lines) {
  const { csvOf } = await import('../../cli/report-csv-text.js');
  return csvOf(lines);
}

/** Saves a text as a file. */
export function download(text, type, name) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
