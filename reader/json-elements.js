// Splits JSON into its elements without parsing them: a damaged element harms no other, and memory holds one
// at a time.

import { InputError } from './input-error.js';
import { LONGEST } from './lines.js';

/** The characters that mean something outside of a string, and inside of one. */
const OUTSIDE = /["{}[\],]/g;
const INSIDE = /["\\]/g;

/**
 * The elements of a JSON array; or of documents one after the other, each of which counts as an element.
 *
 * @param {AsyncIterable<import('./lines.js').Line>} lines
 * @returns {AsyncGenerator<{ number: number, unit: 'element', line: number, lastLine: number,
 *   offset: number, text: string }>}
 * @throws {InputError} where it is cut off or too long, or where an array is followed by something else
 */
export async function* elementsOf(lines) {
  const splitter = new Splitter();
  for await (const line of lines) yield* splitter.add(line);
  yield* splitter.end();
}

class Splitter {
  /** The state: 'start', 'array', 'documents', or 'over' after an array. */
  #state = 'start';
  #number = 0;
  /** The lines of the element that is under way, where it began, and its text so far. */
  #place;
  #text = '';
  #depth = 0;
  #isInString = false;
  /** Whether the character before is a backslash in a string. */
  #isEscaping = false;

  /** Takes a line or a piece of one, and returns the elements that end in it. */
  *add(line) {
    const text = line.goesOn ? line.text : `${line.text}\n`;
    let at = 0;
    while (at < text.length) {
      if (this.#isEscaping) {
        this.#isEscaping = false;
        this.#take(text[at], line);
        at += 1;
        continue;
      }
      const pattern = this.#isInString ? INSIDE : OUTSIDE;
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      this.#take(text.slice(at, match?.index), line);
      if (match === null) return;
      const [sign] = match;
      at = match.index + 1;
      if (this.#isInString) {
        this.#take(sign, line);
        this.#isEscaping = sign === '\\';
        this.#isInString = this.#isEscaping;
        if (!this.#isInString) yield* this.#closed();
      } else if (this.#depth === 0 && sign === ',' && this.#state !== 'over') {
        yield* this.#finish();
      } else if (this.#depth === 0 && sign === ']' && this.#state === 'array') {
        yield* this.#finish();
        this.#state = 'over';
      } else if (sign === '[' && this.#state === 'start' && this.#place === undefined) {
        this.#state = 'array';
      } else {
        this.#take(sign, line);
        if (sign === '"') this.#isInString = true;
        if (sign === '{' || sign === '[') this.#depth += 1;
        if (sign === '}' || sign === ']') {
          this.#depth -= 1;
          if (this.#depth < 0) throw followed(line);
          yield* this.#closed();
        }
      }
    }
  }

  *end() {
    if (this.#state === 'array') {
      throw new InputError(
        `The JSON array is cut off: its end is missing, after element ${this.#number}.`,
        { code: 'no-json' },
      );
    }
    if (this.#depth > 0 || this.#isInString) {
      throw new InputError(`The JSON that begins in line ${this.#place.line} is cut off.`, {
        code: 'no-json',
      });
    }
    yield* this.#finish();
  }

  #take(piece, line) {
    if (this.#place === undefined && piece.trim() === '') return;
    if (this.#state === 'over') throw followed(line);
    if (this.#state === 'start') this.#state = 'documents';
    this.#place ??= { line: line.number, lastLine: line.number, offset: line.offset };
    if (piece.trim() !== '') this.#place.lastLine = line.number;
    this.#text += piece;
    if (this.#text.length > LONGEST) {
      throw new InputError(
        `The JSON has an element longer than ${LONGEST.toLocaleString('en')} characters, from line ` +
          `${this.#place.line} on. Is a quotation mark or a bracket missing?`,
      );
    }
  }

  /** Ends the element where it is a document: that ends with its own bracket or quotation mark. */
  *#closed() {
    if (this.#state === 'documents' && this.#depth === 0) yield* this.#finish();
  }

  *#finish() {
    const place = this.#place;
    if (place === undefined) return;
    this.#number += 1;
    yield { number: this.#number, unit: 'element', ...place, text: this.#text.trim() };
    this.#place = undefined;
    this.#text = '';
  }
}

function followed({ number }) {
  return new InputError(
    `The JSON is followed by other text in line ${number}. Is a bracket in the wrong place?`,
    { code: 'no-json' },
  );
}
