import { handedOver } from './say.js';

let ending;

/**
 * Ends the process, whatever is still open in it: a connection, a timer, standard input. What was said
 * and printed is handed over first. Only the first call counts.
 *
 * @param {number} status the exit status
 */
export function finish(status) {
  ending ??= handedOver().then(() => process.exit(status));
  return ending;
}
