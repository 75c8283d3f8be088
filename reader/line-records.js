import { shortLines } from './lines.js';
import { makeRecord, placeOf } from './record.js';

/** Reads one token a line. */
export async function* readLineRecords(lines) {
  for await (const line of shortLines(lines)) {
    if (line.text.trim() !== '') yield makeRecord(placeOf(line), line.text, { text: line.text });
  }
}
