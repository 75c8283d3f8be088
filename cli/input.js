import { createReadStream } from 'node:fs';
import { InputError } from '../reader/index.js';
import { WrongUse } from './exit.js';
import { plain, reasonOf } from './text.js';

const LINES = '--input-format lines reads one token a line, whatever stands around it.';

/** What the flags of this command can do about input that can't be read. */
const REMEDIES = {
  __proto__: null,
  'no-column': ` --token-column says which one holds the tokens; ${LINES}`,
  'no-json': ` ${LINES}`,
};

/** How a file, or standard input where there is none, is called. */
export function nameOf(file) {
  return file === undefined ? 'standard input' : plain(file);
}

/**
 * The bytes of a file, or of standard input, in pieces.
 *
 * @param {string} [file]
 */
export function openInput(file) {
  return file === undefined ? process.stdin : createReadStream(file);
}

/**
 * The error to be shown for what was thrown while input was read.
 *
 * @param {unknown} error
 * @param {string} [file]
 */
export function inputFailure(error, file) {
  if (error instanceof InputError) {
    // It may name columns, whose names are the input's own.
    return new WrongUse(`${nameOf(file)}: ${plain(error.message)}${REMEDIES[error.code] ?? ''}`);
  }
  if (error?.syscall === undefined) return error;
  return new WrongUse(`${nameOf(file)} can't be read: ${reasonOf(error)}.`);
}
