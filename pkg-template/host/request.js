// The caller's request.

import { guarded, isObject } from './guard.js';

/** @import { Field, Kind } from '../host.js' */
/** @import { ValidationIssue } from '../index.js' */

/** A caller's request, each field of it read once. The core checks it. */
export class CallerRequest {
  #input;
  /** @type {Record<string, any>} */
  #fields = { __proto__: null };

  /** @param {any} input */
  constructor(input) {
    this.#input = input;
    /**
     * The problems that the core has found.
     *
     * @type {ValidationIssue[]}
     */
    this.issues = [];
  }

  /**
   * Adds a `ValidationIssue`. Without a `field` it is about the request as a whole.
   *
   * @param {string | undefined} field
   * @param {string} code
   * @param {string} message
   * @param {number | undefined} minimum
   * @param {number | undefined} maximum
   * @param {number | undefined} actual
   */
  addIssue(field, code, message, minimum, maximum, actual) {
    /** @type {any} */
    const issue = { path: field === undefined ? [] : [field], code, message };
    for (const [name, length] of Object.entries({ minimum, maximum, actual })) {
      if (length !== undefined) issue[name] = length;
    }
    this.issues.push(issue);
  }

  isObject() {
    return guarded(() => isObject(this.#input), false);
  }

  /**
   * Reads a field. Returns what it is, by `typeof`.
   *
   * @param {Field} name
   */
  read(name) {
    // Any other type is `__Invalid` to the core.
    return /** @type {Kind} */ (
      guarded(() => typeof (this.#fields[name] = this.#input[name]), 'unreadable')
    );
  }

  /**
   * The length of a field in code points.
   *
   * @param {Field} name
   * @returns {number}
   */
  codePoints(name) {
    const text = this.#fields[name];
    return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
  }

  /**
   * Whether there is a property of that name.
   *
   * @param {string} name
   */
  has(name) {
    return guarded(() => this.#input[name] !== undefined, false);
  }

  get accessToken() {
    return this.#fields.access_token;
  }

  /** The two fields and nothing else. */
  fields() {
    return { clientId: this.#fields.clientId, access_token: this.#fields.access_token };
  }
}
