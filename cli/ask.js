import { createInterface } from 'node:readline';
import { flushed } from './say.js';

/**
 * Asks on the terminal. Everything but a clear yes is a no, Ctrl-C and the end of input among it.
 *
 * @returns {Promise<boolean>}
 */
export async function ask(question) {
  await flushed();
  return new Promise((resolve) => {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    let answer = '';
    terminal.on('SIGINT', () => terminal.close());
    terminal.on('close', () => resolve(/^\s*y(es)?\s*$/i.test(answer)));
    terminal.question(`${question} [y/N] `, (input) => {
      answer = input;
      terminal.close();
    });
  });
}
