import { redact } from './text.js';

/** What waits to be written, in order: a stream, a text, and what to call when it is flushed. */
const queue = [];
let isWriting = false;

/** How many lines are written at once. */
const PIECE = 1000;

/**
 * Says something to the person in front of it.
 *
 * @param {(string | string[])[]} lines texts, or lists of them: many are one list, because a call takes no more than some ten
 *   thousand arguments
 */
export function say(...lines) {
  writeLines(process.stderr, lines.flat());
}

/**
 * Writes what is asked for, and may be piped on.
 *
 * @param {(string | string[])[]} lines as of {@link say}
 */
export function print(...lines) {
  writeLines(process.stdout, lines.flat());
}

function writeLines(stream, lines) {
  for (let at = 0; at < lines.length; at += PIECE) {
    write(stream, `${redact(lines.slice(at, at + PIECE).join('\n'))}\n`);
  }
}

/**
 * Resolves when everything written so far is flushed, however slow its reader
 * is, or when the reader has gone away.
 */
export function flushed() {
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
