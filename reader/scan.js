// Looks for JWTs in the bytes of an input, whatever its format, so that what a reader finds can be checked.

import { findJwts, isJwtCharacter } from './jwt.js';
import { encodingOf, joinBytes, LONGEST } from './lines.js';

const LF = 10;
const CR = 13;

/**
 * Finds all JWTs and lookalikes in bytes that come in pieces.
 *
 * @typedef {{ text: string, isWhole: boolean, line: number, offset: number, length: number }} Find `isWhole` says
 *   a JWT from a lookalike, `line` counts from 1, `offset` is its first byte, from 0 on, `length` is in bytes
 */
export class Scanner {
  /** The encoding of the bytes, once there are some. */
  encoding;

  #decoder;
  /** Bytes a character of a JWT has. */
  #width = 1;
  /** Characters that may be the beginning of what the next piece goes on with. */
  #rest = '';
  /** The place of the first character of `#rest` in the input, in bytes. */
  #offset = 0;
  #line = 1;
  /** The character before those that are looked through for line ends next. */
  #before;
  #head = new Uint8Array();

  /**
   * @param {Uint8Array} bytes
   * @returns {Find[]} those that end in these bytes
   */
  add(bytes) {
    if (this.#decoder !== undefined) return this.#scan(this.#decoder.decode(bytes, { stream: true }), false);
    this.#head = joinBytes(this.#head, bytes);
    return this.#head.length < 3 ? [] : this.#begin();
  }

  /** @returns {Find[]} the last ones */
  end() {
    const found = this.#decoder === undefined ? this.#begin() : [];
    return [...found, ...this.#scan(this.#decoder.decode(), true)];
  }

  #begin() {
    const { encoding } = encodingOf(this.#head);
    this.encoding = encoding;
    // Latin-1 makes a character of each byte, and those of a JWT are the same in UTF-8.
    this.#decoder = new TextDecoder(encoding === 'utf-8' ? 'latin1' : encoding, { ignoreBOM: true });
    this.#width = encoding === 'utf-8' ? 1 : 2;
    return this.#scan(this.#decoder.decode(this.#head, { stream: true }), false);
  }

  #scan(piece, isEnd) {
    const text = this.#rest + piece;
    let end = text.length;
    // A JWT that is not whole goes on in the next piece. What is longer than any is let go.
    if (!isEnd) while (end > 0 && isJwtCharacter(text.charCodeAt(end - 1))) end -= 1;
    if (text.length - end > LONGEST) end = text.length;
    const found = [];
    let at = 0;
    for (const { start, text: token, isWhole } of findJwts(text.slice(0, end))) {
      this.#countLines(text, at, start);
      at = start;
      const offset = this.#offset + this.#width * start;
      found.push({ text: token, isWhole, line: this.#line, offset, length: this.#width * token.length });
    }
    this.#countLines(text, at, end);
    this.#rest = text.slice(end);
    this.#offset += this.#width * end;
    return found;
  }

  #countLines(text, from, to) {
    for (let at = from; at < to; at += 1) {
      const code = text.charCodeAt(at);
      const endsLine = code === CR || (code === LF && this.#before !== CR);
      if (endsLine) this.#line += 1;
      this.#before = code;
    }
  }
}
