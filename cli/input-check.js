import { Scanner } from '../reader/index.js';

/**
 * Checks the reader of a format: looks for JWTs, and what begins like one, in the bytes of the input, whatever
 * their format, and says which of them no record has.
 */
export class InputCheck {
  #scanner = new Scanner();
  /** The JWTs that no record has had since they were found, each with its last place. */
  #open = new Map();

  /** Passes the bytes on, and scans them. */
  async *watch(chunks) {
    for await (const chunk of chunks) {
      this.#note(this.#scanner.add(chunk));
      yield chunk;
    }
    this.#note(this.#scanner.end());
  }

  /** The encoding of the input, once some of it has been passed on. */
  get encoding() {
    return this.#scanner.encoding;
  }

  /**
   * Notes that a record has a JWT.
   *
   * @returns {{ line: number, offset: number, length: number } | undefined} where it is in the input, in bytes;
   *   nothing where the input has no such run of characters
   */
  account(jwt) {
    const place = this.#open.get(jwt);
    this.#open.delete(jwt);
    return place;
  }

  /**
   * The JWTs that no record has had, each with the line of its last place. The same one may have been in a
   * record before.
   *
   * @returns {[jwt: string, line: number][]}
   */
  get unread() {
    return [...this.#open].map(([jwt, { line }]) => [jwt, line]);
  }

  #note(finds) {
    for (const find of finds) this.#open.set(find.text, find);
  }
}
