// The body of an answer.

import { BODY_LIMIT } from '../generated.js';
import { guarded } from './guard.js';

/** @import { Event } from '../glue.js' */
/** @import { Answer } from './answer.js' */

/** Reads a body, up to the limit in bytes. */
export class Body {
  /**
   * The event that it is where reading throws now.
   *
   * @type {Event}
   */
  failure = 'unreadable';

  #answer;
  /** @type {ReadableStreamDefaultReader<unknown> | undefined} */
  #reader;
  #isCancelled = false;

  /** @param {Answer} answer */
  constructor(answer) {
    this.#answer = answer;
  }

  /** The text. Throws where it can't be read, is over the limit or breaks off; {@link failure} says which. */
  async text() {
    const text = await (this.#answer.stream ? this.#readStream() : this.#readText());
    this.failure = 'unreadable';
    if (typeof text !== 'string' || text.length > BODY_LIMIT) throw new TypeError();
    return text;
  }

  /** Stops the stream. */
  cancel() {
    this.#isCancelled = true;
    const reader = this.#reader;
    if (reader) guarded(() => Promise.resolve(reader.cancel()).catch(() => {}));
  }

  async #readStream() {
    // A decoder would leave out a byte order mark at the beginning of each text, and a piece that is decoded by itself
    // is one; some do so within a text, too.
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    // Someone else may have read it, and then this throws.
    /** @type {ReadableStreamDefaultReader<unknown>} */
    const reader = this.#answer.stream.getReader();
    this.#reader = reader;
    let text = '';
    let left = BODY_LIMIT;
    let stream = false;
    while (!this.#isCancelled) {
      this.failure = 'truncated';
      const piece = await reader.read();
      this.failure = 'unreadable';
      const { done, value } = piece;
      if (done) {
        this.#reader = undefined;
        if (stream) text += decoder.decode();
        return text.startsWith('\ufeff') ? text.slice(1) : text;
      }
      const bytes = bytesOf(value);
      // An empty piece counts too: where they come without end, no timer fires any more.
      left -= Math.max(1, bytes.length);
      if (left < 0) throw new TypeError();
      // Only after a piece that may end within a character, as few do, has the decoder to remember something. In Node 20
      // it takes several times as long with that.
      stream = !(bytes[bytes.length - 1] < 0x80);
      text += decoder.decode(bytes, { stream });
    }
    return '';
  }

  #readText() {
    this.failure = 'truncated';
    return this.#answer.response.text();
  }
}

/**
 * Throws where the memory is another's by now: the piece would seem to be empty.
 *
 * @param {unknown} value
 */
function bytesOf(value) {
  if (!ArrayBuffer.isView(value)) throw new TypeError();
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}
