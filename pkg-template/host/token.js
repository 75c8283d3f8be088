// Looking into a token.

import { LONGEST_TOKEN } from '../generated.js';
import { guarded, isObject, own } from './guard.js';

/** @import { Core } from '../glue.js' */
/** @import { TokenInfo } from '../index.js' */

/**
 * The `TokenInfo` of a JWT; null where the text is none.
 *
 * @param {Core} core
 * @param {unknown} text
 * @returns {TokenInfo | null}
 */
export function inspect(core, text) {
  if (typeof text !== 'string' || text.length > LONGEST_TOKEN) return null;
  const claims = new Claims();
  const times = core.inspectToken(text, claims);
  if (times === null) return null;
  const [issuedAt, expiresAt, expired] = times;
  const date = (/** @type {number | null} */ time) => (time === null ? null : new Date(time));
  return {
    algorithm: claims.algorithm(),
    subject: claims.subject(),
    issuedAt: date(issuedAt),
    expiresAt: date(expiresAt),
    expired,
  };
}

/** The decoded parts of a JWT. */
export class Claims {
  /** @type {any} */
  #header;
  /** @type {any} */
  #payload;

  /**
   * Parses the parts. Returns whether both are JSON objects.
   *
   * @param {Uint8Array} header
   * @param {Uint8Array} payload
   */
  read(header, payload) {
    this.#header = parse(header);
    this.#payload = parse(payload);
    return isObject(this.#header) && isObject(this.#payload);
  }

  /**
   * A claim that is a number.
   *
   * @param {string} name
   * @returns {number | undefined}
   */
  number(name) {
    return ofType('number', this.#payload, name);
  }

  algorithm() {
    return ofType('string', this.#header, 'alg') ?? null;
  }

  subject() {
    return ofType('string', this.#payload, 'sub') ?? null;
  }
}

/** @param {Uint8Array} bytes */
function parse(bytes) {
  return guarded(() => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
}

/**
 * @param {'number' | 'string'} type
 * @param {Record<string, any>} object
 * @param {string} name
 */
function ofType(type, object, name) {
  const value = own(object, name);
  return typeof value === type ? value : undefined;
}
