import { redact } from './text.js';

/**
 * An error of this program itself. Its message and its causes may hold what the program was working
 * on, so only the place is shown.
 */
export function describeCrash(error) {
  const name = typeof error?.name === 'string' ? error.name : typeof error;
  const stack = typeof error?.stack === 'string' ? error.stack : '';
  const places = stack.split('\n').filter((line) => /^ {4}at /.test(line));
  return redact([`nomba-revoke failed by an error of its own (${name}):`, ...places].join('\n'));
}
