import { flushed } from './say.js';

let ending;

/**
 * Ends the process, whatever is still open in it: a connection, a timer, standard input. What was written
 * before is flushed first. Only the first call counts.
 *
 * @param {number} status the exit status
 */
export function finish(status) {
  ending ??= flushed().then(() => process.exit(status));
  return ending;
}
