import fs from 'node:fs';
import { WrongUse } from './exit.js';
import { describeOddFile } from './file-kind.js';
import { isTorn, parseLine } from './report-line.js';
import { plain, reasonOf } from './text.js';

/** The longest line of a report by far. */
const LONGEST = 65_536;

/**
 * What a report says. A last line that is torn is passed over, as it was never meant for reading.
 *
 * @param {string} path
 * @param {string} environment where this run sends; a report of elsewhere is refused
 * @returns {Promise<{ path: string, last: Map<string, object>, invalid: Map<number, object>,
 *   end: number, ended: boolean }>} the last line of each token by its hash, and of input that held
 *   none by its number; how many bytes are whole lines, and whether the last of them is ended
 */
export async function readReport(path, environment) {
  const oddFile = describeOddFile(path);
  if (oddFile !== undefined) throw unreadable(path, oddFile);
  const last = new Map();
  const invalid = new Map();
  let end = 0;
  let odd;
  for await (const { number, text } of linesOf(path)) {
    if (odd) throw notOne(path, odd);
    const line = parseLine(text);
    if (line === undefined) {
      if (!isTorn(text)) throw notOne(path, number);
      odd = number;
      continue;
    }
    if (line.environment !== environment) {
      throw new WrongUse(
        `${plain(path)} is the report of another run: that one sent to ${plain(line.environment)}, ` +
          `this one would send to ${plain(environment)}.`,
      );
    }
    if (line.tokenHash === null) invalid.set(line.line, line);
    else last.set(line.tokenHash, line);
    end += Buffer.byteLength(text) + 1;
  }
  const { size } = fs.statSync(path);
  return { path, last, invalid, end: Math.min(end, size), ended: end <= size };
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

function notOne(path, line) {
  return new WrongUse(
    `${plain(path)} can't be resumed: its line ${line} is not one of a report in JSON Lines.`,
  );
}

/** The lines of a report; its last line may be without an end. */
async function* linesOf(path) {
  let rest = '';
  let number = 1;
  for await (const piece of piecesOf(path)) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop();
    for (const text of lines) {
      if (text.length > LONGEST) throw notOne(path, number);
      yield { number, text };
      number += 1;
    }
    if (rest.length > LONGEST) throw notOne(path, number);
  }
  if (rest !== '') yield { number, text: rest };
}
