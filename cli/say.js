import { redact } from './text.js';

/** What waits to be written, in order: a stream, a text, and what to call when it is handed over. */
const queue = [];
let isWriting = false;

/** Says something to the person in front of it. */
export function say(...lines) {
  if (lines.length > 0) write(process.stderr, `${redact(lines.join('\n'))}\n`);
}

/** Writes what is asked for, and may be piped on. */
export function print(...lines) {
  write(process.stdout, `${redact(lines.join('\n'))}\n`);
}

/**
 * Resolves when everything said and printed so far is handed to the system, however slow its reader
 * is, or when the reader has gone away.
 */
export function handedOver() {
  return new Promise((resolve) => write(process.stderr, '', resolve));
}

/** Both streams may lead into one pipe. One text at a time, they keep their order there. */
function write(stream, text, done) {
  queue.push({ stream, text, done });
  if (!isWriting) writeNext();
}

function writeNext() {
  const next = queue.shift();
  isWriting = next !== undefined;
  next?.stream.write(next.text, () => {
    next.done?.();
    writeNext();
  });
}
