// Decodes bytes and splits them into lines.

import { InputError } from './input-error.js';

/** The longest line, row or element, in UTF-16 code units. A token has 600, a log's line some more. */
export const LONGEST = 1_048_576;

const BYTE_ORDER_MARKS = [
  ['utf-8', 3, [0xef, 0xbb, 0xbf]],
  ['utf-16le', 2, [0xff, 0xfe]],
  ['utf-16be', 2, [0xfe, 0xff]],
];

/**
 * Where a line is in the input: its number, from 1 on, and its first byte, from 0 on. `text` is without
 * the line end. A line that is very long comes in pieces, of which all but the last one have `goesOn`.
 *
 * @typedef {{ number: number, offset: number, text: string, goesOn?: true }} Line
 */

/**
 * Returns the encoding that a byte order mark names, else UTF-8, and the length of the mark in bytes.
 *
 * @param {Uint8Array} bytes at least three, unless the input has fewer
 */
export function encodingOf(bytes) {
  for (const [encoding, length, mark] of BYTE_ORDER_MARKS) {
    if (mark.every((byte, at) => bytes[at] === byte)) return { encoding, length };
  }
  return { encoding: 'utf-8', length: 0 };
}

/** Joins two pieces of bytes. */
export function joinBytes(one, other) {
  const joined = new Uint8Array(one.length + other.length);
  joined.set(one);
  joined.set(other, one.length);
  return joined;
}

/** How many bytes the longest byte order mark has. */
const LONGEST_MARK = 3;

/**
 * Joins the first pieces of an input until they have a number of bytes.
 *
 * @param {AsyncIterable<Uint8Array>} chunks
 * @param {number} length
 * @returns {AsyncGenerator<Uint8Array>} the same bytes; the first piece has that length or more, if the input has
 */
export async function* withWholeHead(chunks, length) {
  let head = new Uint8Array();
  for await (const chunk of chunks) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = joinBytes(head, chunk);
    if (head.length < length) continue;
    yield head;
    head = undefined;
  }
  if (head?.length > 0) yield head;
}

/**
 * Reads lines of text: UTF-8, or UTF-16 with a byte order mark. They end with LF, CRLF or CR.
 *
 * @param {AsyncIterable<Uint8Array>} chunks
 * @returns {AsyncGenerator<Line>}
 * @throws {InputError} where the input is no text
 */
export async function* readLines(chunks) {
  let decoder;
  let sizeOf;
  let number = 1;
  let offset = 0;
  let rest = '';
  const split = function* (piece, isEnd) {
    const text = rest + piece;
    let start = 0;
    for (const { index, 0: lineEnd } of text.matchAll(/\r\n?|\n/g)) {
      // The other half of CRLF may be in the next piece.
      if (!isEnd && lineEnd === '\r' && index === text.length - 1) break;
      const line = text.slice(start, index);
      yield { number, offset, text: line };
      number += 1;
      offset += sizeOf(line) + sizeOf(lineEnd);
      start = index + lineEnd.length;
    }
    rest = text.slice(start);
    if (isEnd && rest !== '') yield { number, offset, text: rest };
    if (rest.length <= LONGEST) return;
    yield { number, offset, text: rest, goesOn: true };
    offset += sizeOf(rest);
    rest = '';
  };
  for await (const chunk of withWholeHead(chunks, LONGEST_MARK)) {
    if (decoder === undefined) {
      const { encoding, length } = encodingOf(chunk);
      decoder = new TextDecoder(encoding, { fatal: true });
      sizeOf = encoding === 'utf-8' ? utf8Size : (text) => 2 * text.length;
      offset = length;
    }
    yield* split(decode(decoder, chunk, { stream: true }), false);
  }
  if (decoder !== undefined) yield* split(decode(decoder), true);
}

function utf8Size(text) {
  return /[^\0-\x7f]/.test(text) ? new TextEncoder().encode(text).length : text.length;
}

function decode(decoder, bytes, options) {
  let text;
  try {
    text = decoder.decode(bytes, options);
  } catch {
    text = '\0';
  }
  if (text.includes('\0')) {
    throw new InputError(
      'The input is not text in UTF-8, or in UTF-16 with a byte order mark. ' +
        'Save it as UTF-8, or check that it is the right file.',
    );
  }
  return text;
}

/**
 * Passes lines on.
 *
 * @throws {InputError} if one is longer than {@link LONGEST}
 */
export async function* shortLines(lines) {
  for await (const line of lines) {
    if (line.goesOn || line.text.length > LONGEST) {
      throw new InputError(
        `Line ${line.number} is longer than ${LONGEST.toLocaleString('en')} characters. ` +
          'Is this the right file?',
      );
    }
    yield line;
  }
}
