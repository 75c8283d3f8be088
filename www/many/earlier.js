/** Reads an earlier report, of this page or of the command line, to go on with it. */

import { ReportError, readReportLines } from '../../cli/report-lines.js';
import { piecesOf } from './pieces.js';

/**
 * @param {File} file
 * @param {string} environment where this run sends
 * @returns {Promise<{ last: Map<string, object>, invalid: Map<number, object>, environment: string }>}
 * @throws {ReportError} also where the file can't be read
 */
export async function readEarlier(file, environment) {
  try {
    const text = file.stream().pipeThrough(new TextDecoderStream('utf-8', { ignoreBOM: true }));
    return { ...(await readReportLines(piecesOf(text), environment)), environment };
  } catch (error) {
    if (error instanceof ReportError) throw error;
    throw new ReportError(`can’t be read (${error?.name ?? 'an error'}).`);
  }
}
