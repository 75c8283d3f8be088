import { Scanner } from '../reader/index.js';

/**
 * Checks the reader of a format: looks for JWTs, and what begins like one, in the bytes of the input, whatever
 * their format, and tells which of them no record has.
 */
export class InputCheck {
  #scanner = new Scanner();
  /** The JWTs that no record has had since they were found, each with its line. */
  #open = new Map();

  /** Passes the bytes on, and scans them. */
  async *watch(chunks) {
    for await (const chunk of chunks) {
      this.#note(this.#scanner.add(chunk));
      yield chunk;
    }
    this.#note(this.#scanner.end());
  }

  /** Notes that a record has a JWT. */
  account(jwt) {
    this.#open.delete(jwt);
  }

  /**
   * The JWTs that no record has had, each with the line of its last place. The same one may have been in a
   * record before.
   *
   * @returns {[jwt: string, line: number][]}
   */
  get unread() {
    return [...this.#open];
  }

  #note(finds) {
    for (const { text, line } of finds) this.#open.set(text, line);
  }
}
