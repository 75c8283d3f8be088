/** The tokens that were read, and what became of each. */

/** The order of the states in counts and filters. */
export const OUTCOMES = ['revoked', 'refused', 'unknown', 'not_sent'];

/**
 * A row of the input.
 *
 * - `text`: the token; a row that holds none has no text
 * - `problem`: why there is no token; `lengthProblem`: what is wrong with the token's length
 * - `times`: how often the token was there
 * - `earlier`: its last line in an earlier report
 * - `isSending`: a request for it is under way
 * - `outcome`: of this run; `details` are those of a report's line
 *
 * @typedef {{ line: number, place: string, label: string | null, text?: string, hash?: string, problem?: string,
 *   lengthProblem?: string, takenOff?: string[], subject?: string | null, expiresAt?: number | null,
 *   times: number, earlier?: object, isSending?: boolean, outcome?: string, time?: string, details?: object }} Entry
 */
export class TokenList {
  /** @type {Entry[]} in the order of the input */
  entries = [];
  /** The name of the format, once it is known. */
  format;
  duplicates = 0;
  /** JWTs beside the token of a row, findings without a token of the vendor's, rows that are only counted. */
  others = 0;
  foreign = 0;
  uncounted = 0;
  #byHash = new Map();

  /** Takes what a reader found. */
  add(item) {
    if (item.kind === 'format') this.format = item.format;
    else if (item.kind === 'end') {
      this.others = item.others;
      this.foreign = item.foreign;
      this.uncounted = item.uncounted;
    } else if (item.kind === 'again') {
      this.duplicates += 1;
      this.#byHash.get(item.hash).times += 1;
    } else {
      const { kind, damage, ...entry } = item;
      this.entries.push({ ...entry, times: 1 });
      if (kind === 'token') this.#byHash.set(item.hash, this.entries.at(-1));
    }
  }

  /** Returns the entry of a token, if it was read. */
  find(hash) {
    return this.#byHash.get(hash);
  }

  /** Marks the tokens that an earlier report knows. */
  setEarlier(last) {
    for (const entry of this.#byHash.values()) entry.earlier = last.get(entry.hash);
  }

  /** Lets go of every token. JavaScript can't overwrite them. */
  forget() {
    for (const entry of this.entries) entry.text = undefined;
    this.entries = [];
    this.#byHash.clear();
  }
}

/** Why a row is not sent, as a text that follows its place; nothing where it may be. */
export function problemOf({ text, problem, lengthProblem }, validate) {
  if (text === undefined) return problem ?? 'was forgotten';
  return validate ? lengthProblem : undefined;
}

/** Whether a token has expired by this machine's clock. */
export function isExpired({ expiresAt }, now = Date.now()) {
  return typeof expiresAt === 'number' && expiresAt <= now;
}

/** What is known of a token now: in this run, or else from an earlier report. */
export function outcomeOf({ outcome, earlier }) {
  return outcome ?? earlier?.outcome;
}

/**
 * The tokens that a run sends, in its order.
 *
 * @param {Entry[]} entries
 * @param {{ validate: boolean, skipExpired: boolean, longestLivedFirst: boolean }} settings
 */
export function queueOf(entries, settings) {
  const { validate, skipExpired } = settings;
  const now = Date.now();
  const queue = entries.filter(
    (entry) =>
      problemOf(entry, validate) === undefined &&
      outcomeOf(entry) !== 'revoked' &&
      !(skipExpired && isExpired(entry, now)),
  );
  return ordered(queue, settings);
}

/**
 * Entries in the order in which they are shown and sent: a copy.
 *
 * @param {Entry[]} entries in the order of the input
 * @param {{ longestLivedFirst: boolean }} settings
 */
export function ordered(entries, { longestLivedFirst }) {
  const all = [...entries];
  // Equal ones stay in the order of the input: infinite ends have no difference.
  return longestLivedFirst ? all.sort((a, b) => endOf(b) - endOf(a) || 0) : all;
}

/** When a token ends, in milliseconds since 1970. One without an expiry lives longest; rows without a token are last. */
function endOf({ text, expiresAt }) {
  return text === undefined ? -Infinity : (expiresAt ?? Infinity);
}
