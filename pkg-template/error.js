import { ERROR_DEFAULTS } from './generated.js';

/** @import { RateLimit, RevokeTokenErrorMembers, ValidationIssue } from './index.js' */

/** Marks the errors of every copy of the package: ESM beside CJS, two versions. */
const BRAND = Symbol.for('nomba-revoke.RevokeTokenError');

const UNSENT = ['ValidationError', 'LoadError'];

/**
 * A member that does not show, as the members of an `Error` don't.
 *
 * @param {unknown} value
 */
function hidden(value) {
  return { value, configurable: true, writable: true };
}

export class RevokeTokenError extends Error {
  /**
   * @param {string} name
   * @param {RevokeTokenErrorMembers} [members]
   */
  constructor(name, members = {}) {
    if (typeof name !== 'string' || !(name in ERROR_DEFAULTS)) {
      throw new TypeError(
        `The name of a RevokeTokenError must be one of ${Object.keys(ERROR_DEFAULTS).join(', ')}`,
      );
    }
    const [status, outcome] = /** @type {Record<string, any>} */ (ERROR_DEFAULTS)[name];
    super(members.message ?? `The call ended with a ${name}`);
    Object.defineProperty(this, 'name', hidden(name));
    if ('cause' in members) Object.defineProperty(this, 'cause', hidden(members.cause));
    /** @type {number | null} */
    this.status = members.status === undefined ? status : members.status;
    this.code = members.code ?? null;
    this.description = members.description ?? null;
    this.issues = members.issues ?? [];
    this.rateLimit = members.rateLimit ?? null;
    this.retryAfter = members.retryAfter ?? null;
    this.attempts = members.attempts ?? (UNSENT.includes(name) ? 0 : 1);
    this.outcome = members.outcome ?? outcome;
    // The stack was taken under the name `Error`.
    Error.captureStackTrace?.(this, new.target);
  }

  get [BRAND]() {
    return true;
  }

  /** @param {any} value */
  static [Symbol.hasInstance](value) {
    // A subclass inherits this, and means its own instances. Not `Object.hasOwn`: see host/guard.js.
    if (!Object.prototype.hasOwnProperty.call(this.prototype, BRAND)) {
      return Function.prototype[Symbol.hasInstance].call(this, value);
    }
    try {
      return typeof value === 'object' && value !== null && value[BRAND] === true;
    } catch {
      return false;
    }
  }

  toJSON() {
    const { name, message, status, code, description } = this;
    const { issues, rateLimit, retryAfter, attempts, outcome } = this;
    return {
      name,
      message,
      status,
      code,
      description,
      issues,
      rateLimit,
      retryAfter,
      attempts,
      outcome,
    };
  }
}
