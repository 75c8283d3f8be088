import fs from 'node:fs';
import { WrongUse } from './exit.js';
import { describeIrregularFile } from './file-kind.js';
import { ReportError, readReportLines } from './report-lines.js';
import { plain, reasonOf } from './text.js';

/**
 * What the file of a report says.
 *
 * @param {string} path
 * @param {string} environment where this run sends; a report of elsewhere is refused
 * @returns {Promise<{ path: string, last: Map<string, object>, invalid: Map<number, object>,
 *   end: number, ended: boolean }>} the last line of each token by its hash, and of input that held
 *   none by its number; how many bytes are whole lines, and whether the last of them is ended
 */
export async function readReport(path, environment) {
  const problem = describeIrregularFile(path);
  if (problem !== undefined) throw unreadable(path, problem);
  try {
    const { last, invalid, end } = await readReportLines(piecesOf(path), environment);
    const { size } = fs.statSync(path);
    return { path, last, invalid, end: Math.min(end, size), ended: end <= size };
  } catch (error) {
    if (error instanceof ReportError) throw new WrongUse(`${plain(path)} ${error.message}`);
    throw error;
  }
}

async function* piecesOf(path) {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  try {
    for await (const chunk of fs.createReadStream(path))
      yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (error.syscall === undefined) throw error;
    throw unreadable(path, reasonOf(error));
  }
}

function unreadable(path, reason) {
  return new WrongUse(`The report ${plain(path)} can't be read: ${reason}.`);
}
