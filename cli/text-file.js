import { open } from 'node:fs/promises';
import { encodingOf, joinBytes, withWholeHead } from '../reader/index.js';

/** How many bytes are read at once. Each piece costs some 0.1 ms, whatever its size. */
const PIECE = 2_097_152;

/** The first bytes of compressed files and archives, and the ends of names of those that have no such bytes. */
const COMPRESSED = [
  [0x1f, 0x8b],
  [0x1f, 0x9d],
  [0x28, 0xb5, 0x2f, 0xfd],
  [0x04, 0x22, 0x4d, 0x18],
  [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
  [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c],
  ...['BZh', 'PK\x03\x04', 'PK\x05\x06', 'Rar!\x1a\x07', 'LZIP', 'MSCF'].map((text) => [...Buffer.from(text)]),
];
const COMPRESSED_NAME = /\.(br|lzma)$/i;
const LONGEST_MARK = 6;

/**
 * How characters are in the bytes of a text.
 *
 * @typedef {{ encoding: 'utf-8' | 'utf-16le' | 'utf-16be', start: number, width: number }} Layout `start` is the
 *   first byte after the byte order mark, `width` how many bytes an ASCII character has
 */

/**
 * Reads the text of a file as bytes: UTF-16 becomes one byte a character, and a character that is not ASCII one
 * that is not ASCII either.
 *
 * @param {AsyncIterable<Uint8Array>} chunks
 * @param {string} name that of the file
 * @returns {Promise<{ layout: Layout, pieces: AsyncGenerator<Buffer> } | undefined>} nothing for a compressed file
 */
export async function readText(chunks, name) {
  const pieces = withWholeHead(chunks, LONGEST_MARK);
  const { value: head = new Uint8Array() } = await pieces.next();
  if (isCompressed(head) || COMPRESSED_NAME.test(name)) {
    await pieces.return();
    return undefined;
  }
  const { encoding, length: start } = encodingOf(head);
  const isWide = encoding !== 'utf-8';
  return {
    layout: { encoding, start: isWide ? start : 0, width: isWide ? 2 : 1 },
    pieces: isWide ? narrow(after(head.subarray(start), pieces), encoding) : after(head, pieces),
  };
}

/** Makes what {@link readFile} needs. It may serve one file after the other. */
export function makeBuffers() {
  return [Buffer.allocUnsafe(PIECE), Buffer.allocUnsafe(PIECE)];
}

/**
 * @param {string} path
 * @param {Buffer[]} buffers two
 * @returns {AsyncGenerator<Buffer>} the bytes of a file; a piece is overwritten after the next one
 */
export async function* readFile(path, buffers) {
  const file = await open(path);
  let next;
  try {
    next = file.read(buffers[0]);
    for (let turn = 1; ; turn = 1 - turn) {
      const { bytesRead, buffer } = await next;
      if (bytesRead === 0) return;
      // The system reads while this piece is searched.
      next = file.read(buffers[turn]);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await next?.catch(() => {});
    await file.close();
  }
}

function isCompressed(head) {
  return COMPRESSED.some((mark) => mark.every((byte, at) => head[at] === byte));
}

async function* after(head, pieces) {
  yield toBuffer(head);
  for await (const piece of pieces) yield toBuffer(piece);
}

function toBuffer(bytes) {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Makes one byte of each UTF-16 code unit. */
async function* narrow(pieces, encoding) {
  const high = encoding === 'utf-16be' ? 0 : 1;
  let rest = new Uint8Array();
  for await (const piece of pieces) {
    const bytes = rest.length > 0 ? joinBytes(rest, piece) : piece;
    const characters = Buffer.alloc(bytes.length >> 1);
    for (let at = 0; at < characters.length; at += 1) {
      characters[at] = bytes[2 * at + high] === 0 ? bytes[2 * at + 1 - high] : 0xff;
    }
    rest = bytes.slice(2 * characters.length);
    yield characters;
  }
}
