import fs from 'node:fs';
import { readReport } from './earlier.js';
import { WrongUse } from './exit.js';
import { csvOf } from './report-csv-text.js';
import { reasonOf } from './text.js';

/** The names of a report and of the CSV file beside it, whichever of them is given. */
export function besides(path) {
  const stem = path.replace(/\.(jsonl|ndjson|csv)$/i, '');
  return {
    jsonl: path === stem || /\.csv$/i.test(path) ? `${stem}.jsonl` : path,
    csv: `${stem}.csv`,
  };
}

/**
 * Writes what counts of a report as CSV.
 *
 * @returns {Promise<string | undefined>} why it could not be written
 */
export async function writeCsv(report, environment, csv) {
  const draft = `${csv}.tmp`;
  try {
    const { last, invalid } = await readReport(report, environment);
    fs.writeFileSync(draft, csvOf([...last.values(), ...invalid.values()]), { mode: 0o600 });
    fs.renameSync(draft, csv);
    return undefined;
  } catch (error) {
    fs.rmSync(draft, { force: true });
    return error instanceof WrongUse ? error.message : reasonOf(error);
  }
}
