/** The worker that reads an input, so that the page stays alive meanwhile. It gets one message: what to read. */

import { InputError } from '../../reader/input-error.js';
import { gather } from './gather.js';
import { piecesOf } from './pieces.js';

/** So many items are passed on at once, and no later than after this many milliseconds. */
const MOST_ITEMS = 500;
const LONGEST_WAIT = 100;

addEventListener('message', ({ data: { input, settings } }) => {
  read(input, settings).then(
    () => postMessage({ type: 'done' }),
    (error) => postMessage({ type: 'failed', message: describe(error) }),
  );
});

async function read(input, settings) {
  let bytes = 0;
  let items = [];
  let last = performance.now();
  const pass = () => {
    postMessage({ type: 'items', items, bytes });
    items = [];
    last = performance.now();
  };
  const count = async function* () {
    for await (const chunk of bytesOf(input)) {
      bytes += chunk.length;
      // Rows that are only counted would leave the page without a sign of life.
      if (performance.now() - last > LONGEST_WAIT) pass();
      yield chunk;
    }
  };
  try {
    for await (const item of gather(count(), settings)) {
      items.push(item);
      if (items.length >= MOST_ITEMS) pass();
    }
  } finally {
    // What was found before a failure counts as well.
    pass();
  }
}

/** The bytes of the input could not be read. Browsers reject with errors of different names. */
class Unreadable extends Error {}

/** The bytes of a file, or of a text that was pasted. */
async function* bytesOf(input) {
  try {
    yield* piecesOf(input.stream());
  } catch {
    throw new Unreadable();
  }
}

function describe(error) {
  if (error instanceof InputError) return error.message;
  if (error instanceof Unreadable) {
    return 'The file can’t be read any more: it may have been removed, changed or locked. Choose it again.';
  }
  return `The input can’t be read: ${error?.name ?? 'an error'}.`;
}
