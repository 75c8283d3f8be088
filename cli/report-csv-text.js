// The report as CSV, in a browser as in Node.

import { stringify } from 'csv-stringify/sync';
import { COLUMNS } from './report-line.js';

/**
 * The text of a CSV file for a spreadsheet, in the order of the input. What a spreadsheet would take for a formula is
 * guarded with an apostrophe.
 *
 * @param {Iterable<object>} lines those of a report that count
 */
export function csvOf(lines) {
  const sorted = [...lines].sort((a, b) => a.line - b.line);
  return stringify(sorted, { header: true, columns: COLUMNS, escape_formulas: true });
}
