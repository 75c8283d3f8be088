import { createReadStream } from 'node:fs';
import { WrongUse } from './exit.js';
import { plain, reasonOf } from './text.js';

/**
 * The text of a file, or of standard input, in pieces, its line ends made `\n`. UTF-8, or UTF-16 with
 * a byte order mark, as some systems write it.
 *
 * @param {string} [file]
 * @throws {WrongUse} where it can't be read, or is no text
 */
export async function* readText(file) {
  const name = file === undefined ? 'Standard input' : plain(file);
  try {
    yield* unixLineEnds(decode(file === undefined ? process.stdin : createReadStream(file)));
  } catch (error) {
    if (error instanceof NoText) {
      throw new WrongUse(
        `${name} can't be read: it is not text in UTF-8, or in UTF-16 with a byte order mark. ` +
          'Save it as UTF-8, or check that it is the right file.',
      );
    }
    if (error.syscall === undefined) throw error;
    throw new WrongUse(`${name} can't be read: ${reasonOf(error)}.`);
  }
}

class NoText extends Error {}

async function* decode(chunks) {
  let decoder;
  let held = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
    if (decoder === undefined && bytes.length < 2) {
      held = bytes;
      continue;
    }
    held = Buffer.alloc(0);
    decoder ??= new TextDecoder(encodingOf(bytes), { fatal: true });
    yield decodePiece(decoder, bytes, { stream: true });
  }
  decoder ??= new TextDecoder('utf-8', { fatal: true });
  yield decodePiece(decoder, held);
}

function encodingOf([first, second]) {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return 'utf-8';
}

function decodePiece(decoder, bytes, options) {
  let text;
  try {
    text = decoder.decode(bytes, options);
  } catch {
    throw new NoText();
  }
  if (text.includes('\0')) throw new NoText();
  return text;
}

async function* unixLineEnds(pieces) {
  let open = '';
  for await (const piece of pieces) {
    const text = open + piece;
    // Its other half may be in the next piece.
    open = text.endsWith('\r') ? '\r' : '';
    yield text.slice(0, text.length - open.length).replace(/\r\n?/g, '\n');
  }
  if (open) yield '\n';
}

/**
 * The lines of a text in pieces.
 *
 * @param {number} longest the length from which on a line is refused, so that memory holds it
 */
export async function* linesOf(pieces, longest) {
  let rest = '';
  let number = 1;
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop();
    for (const text of lines) {
      requireShort(text, number, longest);
      yield { number, text };
      number += 1;
    }
    requireShort(rest, number, longest);
  }
  if (rest !== '') yield { number, text: rest };
}

function requireShort(text, number, longest) {
  if (text.length > longest) {
    throw new WrongUse(
      `Line ${number} is longer than ${longest.toLocaleString('en')} characters. ` +
        'Is this the right file?',
    );
  }
}
