import { clearLine, cursorTo } from 'node:readline';

/** Between two looks at the clock, in milliseconds. */
const EVERY = 200;

/** One line on a terminal that says how far the program is. Nothing where there is no terminal. */
export class StatusLine {
  #stream;
  #timer;
  #text;

  /**
   * @param {{ isTTY?: boolean, columns?: number }} stream
   * @param {(width: number) => string} text returns what the line shows, in so many characters
   */
  constructor(stream, text) {
    this.#stream = stream;
    this.#text = text;
    if (stream.isTTY) this.#timer = setInterval(() => this.draw(), EVERY);
  }

  draw() {
    if (!this.#stream.isTTY) return;
    // With space for the "^C" of a terminal that shows what is typed.
    const width = (this.#stream.columns ?? 80) - 3;
    const text = this.#text(width).slice(0, width);
    cursorTo(this.#stream, 0);
    this.#stream.write(text);
    clearLine(this.#stream, 1);
  }

  /** Clears the line, so that other text can be written. */
  clear() {
    if (!this.#stream.isTTY) return;
    cursorTo(this.#stream, 0);
    clearLine(this.#stream, 0);
  }

  end() {
    clearInterval(this.#timer);
    this.clear();
  }
}
