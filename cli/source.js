import fs from 'node:fs';
import { hashOf } from './hash.js';

/** A file whose tokens are read again when they are sent, so that memory needn't hold them. */
export class Source {
  /** Whether the file was found to have changed. None of its tokens is read from then on. */
  hasChanged = false;

  #encoding;

  /**
   * @param {string} path
   * @param {'utf-8' | 'utf-16le' | 'utf-16be'} encoding
   */
  constructor(path, encoding) {
    this.path = path;
    this.#encoding = encoding;
  }

  /**
   * Reads a token again.
   *
   * @param {{ hash: string, offset: number, length: number }} token its first byte, and how many bytes it has
   * @returns {string | undefined} nothing where the file has changed
   */
  read({ hash, offset, length }) {
    if (this.hasChanged) return undefined;
    const text = this.#decode(readBytes(this.path, offset, length));
    if (hashOf(text) === hash) return text;
    this.hasChanged = true;
    return undefined;
  }

  #decode(bytes) {
    if (this.#encoding === 'utf-8') return bytes.toString('latin1');
    const isTruncated = bytes.length % 2 === 1;
    if (this.#encoding === 'utf-16be' && !isTruncated) bytes.swap16();
    return bytes.toString('utf16le');
  }
}

/**
 * The text of a token.
 *
 * @param {import('./tokens.js').Token} token
 * @returns {string | undefined} nothing where it was in a file that has changed
 */
export function textOf(token) {
  return token.text ?? token.source.read(token);
}

/** Reads bytes of a file; fewer where it has no more or can't be read. */
function readBytes(path, offset, length) {
  const bytes = Buffer.alloc(length);
  let file;
  try {
    file = fs.openSync(path, 'r');
    return bytes.subarray(0, fs.readSync(file, bytes, 0, length, offset));
  } catch {
    return bytes.subarray(0, 0);
  } finally {
    if (file !== undefined) fs.closeSync(file);
  }
}
