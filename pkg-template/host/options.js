// The caller's options.

import { OPTION_NAMES, PATH } from '../generated.js';
import { parseBaseUrl } from './base-url.js';
import { guarded, isObject } from './guard.js';
import { isSignal } from './signal.js';

/** @import { Kind, OptionName } from '../host.js' */
/** @import { BaseUrl } from './base-url.js' */

/** A caller's options, each read once. The core checks them. */
export class Options {
  #reject;
  /** @type {BaseUrl | undefined} */
  #baseUrl;

  /**
   * @param {unknown} input
   * @param {(error: TypeError) => void} reject is called with the error of a wrong option
   */
  constructor(input, reject) {
    this.input = input;
    /**
     * The options that the caller has set. Without a prototype: a property of `Object.prototype` is no option.
     *
     * @type {Record<string, any>}
     */
    this.values = { __proto__: null };
    this.#reject = reject;
  }

  /** Reads all options. Returns whether they could be read, and none is unknown. */
  read() {
    const { input, values } = this;
    if (input === undefined) return true;
    /** @type {string | undefined} */
    let reading;
    try {
      if (!isObject(input)) return this.refuse('The options must be an object');
      for (const name of namesIn(input)) {
        const isKnown = OPTION_NAMES.includes(name);
        reading = isKnown ? name : undefined;
        const value = input[name];
        if (value === undefined) {
          // A relay that is undefined by mistake would mean production. The core refuses `null`.
          if (name === 'relay' && name in input) values[name] = null;
          continue;
        }
        if (!isKnown) return this.refuse(aboutUnknown(name));
        values[name] = value;
      }
      return true;
    } catch {
      const what = reading === undefined ? 'The options' : `The option "${reading}"`;
      return this.refuse(`${what} could not be read: a getter or a proxy threw`);
    }
  }

  /** @param {string} message */
  refuse(message) {
    this.#reject(new TypeError(message));
    return false;
  }

  /** @param {OptionName} name */
  kind(name) {
    const value = this.values[name];
    // Any other type is `__Invalid` to the core.
    return /** @type {Kind} */ (value === null ? 'null' : typeof value);
  }

  /**
   * @param {OptionName} name
   * @returns {number}
   */
  number(name) {
    return this.values[name];
  }

  /**
   * @param {OptionName} name
   * @returns {boolean}
   */
  boolean(name) {
    return this.values[name];
  }

  /**
   * A member of the option `rateLimit`; `NaN` where it is no number.
   *
   * @param {string} name
   */
  rateLimitMember(name) {
    const value = guarded(() => this.values.rateLimit[name]);
    return typeof value === 'number' ? value : NaN;
  }

  /**
   * A text. An account id is trimmed.
   *
   * @param {OptionName} name
   * @returns {string}
   */
  text(name) {
    const { values } = this;
    if (name === 'accountId') values[name] = values[name].trim();
    return values[name];
  }

  isSignal() {
    return isSignal(this.values.signal);
  }

  /** Reads the headers as fetch takes them. Returns whether that worked. */
  readHeaders() {
    return guarded(() => {
      this.values.headers = [...new Headers(this.values.headers)];
      return true;
    }, false);
  }

  /**
   * @param {number} index
   * @returns {string | undefined}
   */
  headerName(index) {
    return this.values.headers[index]?.[0];
  }

  /**
   * @param {number} index
   * @returns {string}
   */
  headerValue(index) {
    return this.values.headers[index][1];
  }

  /**
   * Parses a base URL, undefined where it is none.
   *
   * @param {OptionName} name
   */
  readBaseUrl(name) {
    return (this.#baseUrl = parseBaseUrl(this.values[name], name));
  }

  /**
   * Takes what the core has made of the options.
   *
   * @param {string} server
   * @param {number | undefined} timeout in milliseconds; undefined for none
   * @param {number} concurrency
   */
  accept(server, timeout, concurrency) {
    this.endpoint = this.#baseUrl?.endpoint ?? server + PATH;
    this.timeout = timeout;
    this.concurrency = concurrency;
  }
}

/**
 * The names to look for: an object's own, and those of all options where it is of a class, which may have getters.
 *
 * @param {object} input
 */
function namesIn(input) {
  const names = Object.getOwnPropertyNames(input);
  return Object.getPrototypeOf(input) === Object.prototype
    ? names
    : new Set([...names, ...OPTION_NAMES]);
}

/**
 * The message for an option that does not exist.
 *
 * @param {string} name
 */
function aboutUnknown(name) {
  // A longer or stranger name may be anything, a token put in the wrong place included.
  if (!/^\w{1,32}$/.test(name)) return 'There is an unknown option';
  const meant = OPTION_NAMES.find((known) => known.toLowerCase() === name.toLowerCase());
  return `The option "${name}" is unknown${meant ? `; did you mean "${meant}"?` : ''}`;
}
