// Reads the lines of a report, in a browser as in Node.

import { isTorn, parseLine } from './report-line.js';
import { plain } from './text.js';

/** The longest line of a report by far. */
const LONGEST = 65_536;

/** A text is no report that can be resumed. The message follows the name of the report. */
export class ReportError extends Error {}

/**
 * What a report says. A last line that is torn is passed over, as it was never meant for reading.
 *
 * @param {AsyncIterable<string>} pieces of its text
 * @param {string} environment where this run sends; a report of elsewhere is refused
 * @returns {Promise<{ last: Map<string, object>, invalid: Map<number, object>, end: number }>} the last line of each
 *   token by its hash, and of input that held none by its number; how many bytes the whole lines have, if each is ended
 * @throws {ReportError}
 */
export async function readReportLines(pieces, environment) {
  const last = new Map();
  const invalid = new Map();
  let end = 0;
  let torn;
  for await (const { number, text } of linesOf(pieces)) {
    if (torn) throw notOne(torn);
    const line = parseLine(text);
    if (line === undefined) {
      if (!isTorn(text)) throw notOne(number);
      torn = number;
      continue;
    }
    if (line.environment !== environment) {
      throw new ReportError(
        `is the report of another run: that one sent to ${plain(line.environment)}, ` +
          `this one would send to ${plain(environment)}.`,
      );
    }
    if (line.tokenHash === null) invalid.set(line.line, line);
    else last.set(line.tokenHash, line);
    end += new TextEncoder().encode(text).length + 1;
  }
  return { last, invalid, end };
}

function notOne(line) {
  return new ReportError(`can't be resumed: its line ${line} is not one of a report in JSON Lines.`);
}

/** The lines of a report; its last line may be without an end. */
async function* linesOf(pieces) {
  let rest = '';
  let number = 1;
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop();
    for (const text of lines) {
      if (text.length > LONGEST) throw notOne(number);
      yield { number, text };
      number += 1;
    }
    if (rest.length > LONGEST) throw notOne(number);
  }
  if (rest !== '') yield { number, text: rest };
}
