import { findJwts, isJwtCharacter, isVendorToken } from '../reader/index.js';

/**
 * JSON that begins with `{"` and a letter begins with these in base64url: the header of every token of the vendor's,
 * and header or payload of any other JWT. The rarest of them is searched, since that is four times as fast.
 */
const [E, Y, J] = Buffer.from('eyJ');
const LF = 10;

/** The longest run of characters that is searched, in bytes. */
const LONGEST_RUN = 65_536;

/**
 * Searches bytes that come in pieces for JWTs. A byte that is not ASCII ends a run of characters.
 *
 * @typedef {{ text: string, expiresAt: number | null, line: number, offset: number }} Place `expiresAt` is in
 *   milliseconds, `line` counts from 1, `offset` is the first byte of the token, from 0 on
 */
export class JwtSearch {
  /** How many places have a JWT that is not the vendor's. */
  others = 0;

  #onToken;
  #line = 1;
  /** How many bytes the pieces before had. */
  #offset = 0;
  /** The run that the piece before ended with. */
  #run = Buffer.alloc(0);
  /** Whether that run is longer than {@link LONGEST_RUN}, and not kept. */
  #isTooLong = false;

  /** @param {(place: Place) => void} onToken called for each place of a token of the vendor's, in order */
  constructor(onToken) {
    this.#onToken = onToken;
  }

  /** @param {Buffer} piece may be overwritten afterwards */
  add(piece) {
    let start = 0;
    if (this.#run.length > 0 || this.#isTooLong) {
      start = endOfRun(piece, 0);
      this.#keep(piece.subarray(0, start));
      if (start < piece.length) this.#endRun(this.#offset + start);
    }
    const end = startOfRun(piece, piece.length, start);
    this.#search(piece.subarray(start, end), this.#offset + start);
    this.#keep(piece.subarray(end));
    this.#offset += piece.length;
  }

  /** Searches the end of the last piece. */
  end() {
    this.#endRun(this.#offset);
  }

  #keep(bytes) {
    if (bytes.length === 0 || this.#isTooLong) return;
    this.#run = Buffer.concat([this.#run, bytes]);
    this.#isTooLong = this.#run.length > LONGEST_RUN;
    if (this.#isTooLong) this.#run = Buffer.alloc(0);
  }

  #endRun(end) {
    this.#search(this.#run, end - this.#run.length);
    this.#run = Buffer.alloc(0);
    this.#isTooLong = false;
  }

  #search(bytes, offset) {
    let counted = 0;
    let end = 0;
    for (let at = bytes.indexOf(J); at !== -1; at = bytes.indexOf(J, Math.max(end, at + 1))) {
      if (bytes[at - 1] !== Y || bytes[at - 2] !== E) continue;
      const start = startOfRun(bytes, at, end);
      end = endOfRun(bytes, at);
      if (end - start > LONGEST_RUN) continue;
      this.#countLines(bytes, counted, start);
      counted = start;
      this.#searchRun(bytes.latin1Slice(start, end), offset + start);
    }
    this.#countLines(bytes, counted, bytes.length);
  }

  #searchRun(run, offset) {
    for (const jwt of findJwts(run)) {
      if (!jwt.isWhole) continue;
      if (!isVendorToken(jwt, run)) {
        this.others += 1;
        continue;
      }
      const { text, claims, start } = jwt;
      this.#onToken({ text, expiresAt: toTime(claims.exp), line: this.#line, offset: offset + start });
    }
  }

  #countLines(bytes, from, to) {
    let at = bytes.indexOf(LF, from);
    while (at !== -1 && at < to) {
      this.#line += 1;
      at = bytes.indexOf(LF, at + 1);
    }
  }
}

/** The first index from which on all bytes before `end` may be part of a JWT, not below `least`. */
function startOfRun(bytes, end, least) {
  let start = end;
  while (start > least && isJwtCharacter(bytes[start - 1])) start -= 1;
  return start;
}

/** The index after all bytes from `start` on that may be part of a JWT. */
function endOfRun(bytes, start) {
  let end = start;
  while (end < bytes.length && isJwtCharacter(bytes[end])) end += 1;
  return end;
}

/** A time in seconds as one in milliseconds, `null` if no date is that far. */
function toTime(seconds) {
  const time = new Date(seconds * 1000).getTime();
  return Number.isNaN(time) ? null : time;
}
