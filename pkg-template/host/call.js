// One call: it passes events to the core, and performs the actions that the core returns.

import { Attempt } from './attempt.js';
import { randomKey } from './idempotency-key.js';
import { Options } from './options.js';
import { CallerRequest } from './request.js';
import { reasonOf, tryToListen, unlisten } from './signal.js';
import { now, startTimer } from './timer.js';

/** @import { Action, Core, Event } from '../glue.js' */
/** @import { Listening, ResponseHeader } from '../host.js' */
/**
 * @import {
 *   RateLimit, RevokeTokenErrorMembers, RevokeTokenResponse, SchemaResult
 * } from '../index.js'
 */

/**
 * The functions of which one is called in the end.
 *
 * @typedef {object} Settle
 * @property {(response: RevokeTokenResponse) => void} resolve
 * @property {(members: RevokeTokenErrorMembers & { name: string }) => void} fail
 * @property {(reason?: unknown) => void} reject is called with anything else
 */

/**
 * The batch of a call.
 *
 * @typedef {object} Queue
 * @property {number} handle the number by which the core knows the batch
 * @property {boolean} isClosed
 * @property {boolean} isFree whether a new call may be dispatched at once
 * @property {(call: Call, isFirst: boolean) => void} queue
 * @property {(call: Call) => void} forget
 * @property {() => void} dispatch sends as many calls as the core permits now
 */

export class Call {
  /**
   * The number by which the core knows the call, set by the core.
   *
   * @type {number}
   */
  handle;
  /** Milliseconds that belong to the action `wait` or `notBefore`, set by the core; `Infinity` for no timer. */
  delay = 0;
  /** @type {CallerRequest} */
  request;

  #core;
  #options;
  #settle;
  #batch;

  #isBusy = false;
  #isOver = false;
  /**
   * Events that wait until the one under way is handled.
   *
   * @type {Event[]}
   */
  #later = [];
  /** @type {(() => void) | undefined} */
  #stopListening;
  /** @type {(() => void) | undefined} */
  #stopTimer;
  /**
   * The last attempt; it may have been cancelled.
   *
   * @type {Attempt | undefined}
   */
  #attempt;
  /** @type {RateLimit | null} */
  #rateLimit = null;
  /**
   * The idempotency key of a call to a relay.
   *
   * @type {string | undefined}
   */
  #key;

  /**
   * @param {Core} core
   * @param {Options} options
   * @param {unknown} request
   * @param {Settle} settle
   * @param {Queue} [batch]
   */
  constructor(core, options, request, settle, batch) {
    this.#core = core;
    this.#options = options;
    this.#settle = settle;
    this.#batch = batch;
    this.request = new CallerRequest(request);
  }

  /** Begins the call. When this returns, `fetch` has been called, if it is called at all. */
  begin() {
    const core = this.#core;
    const options = this.#options;
    const batch = this.#batch;
    this.run(() => {
      if (batch) {
        const time = batch.isFree ? now() : undefined;
        return core.beginCallInBatch(this, this.request, batch.handle, time);
      }
      return options.read() ? core.beginCall(this, options, this.request) : 'settled';
    });
  }

  /**
   * Passes an event to the core, performs the action that the core returns, and returns that action.
   *
   * @param {Event} event
   * @returns {Action | undefined}
   */
  handleEvent(event) {
    if (this.#isBusy) {
      this.#later.push(event);
      return undefined;
    }
    return this.run(() => {
      if (this.#isOver) return 'continue';
      return this.#core.handleEvent(this, this.handle, event, this.#batch ? now() : 0);
    });
  }

  /** @param {() => Action} step */
  run(step) {
    this.#isBusy = true;
    let action;
    try {
      action = step();
      this.perform(action);
    } catch (error) {
      this.#crash(error);
    }
    this.#isBusy = false;
    if (this.#later.length > 0) this.handleEvent(/** @type {Event} */ (this.#later.shift()));
    else this.#batch?.dispatch();
    return action;
  }

  /** @param {Action} action */
  perform(action) {
    if (action === 'continue' || action === 'notBefore') return;
    this.#stopTimer?.();
    this.#attempt?.cancel();
    if (action === 'send') {
      this.#attempt = new Attempt(
        (event) => this.handleEvent(event),
        (error) => this.#crash(error),
      );
      // One key for all attempts: by it a relay knows a repeated request.
      if (this.#options.values.relay) this.#key ??= randomKey();
      this.#attempt.send(this.#core, this.#options, this.request.fields(), this.#key);
    } else if (action !== 'queue' && action !== 'wait') {
      this.#end(action);
    } else if (this.#batch?.isClosed) {
      this.handleEvent('batchClosed');
    } else if (action === 'queue') {
      // A call that has been sent before goes first.
      this.#batch?.queue(this, this.#attempt !== undefined);
    } else {
      this.#stopTimer = startTimer(() => this.handleEvent('timer'), this.delay);
    }
  }

  /** @param {Action} action */
  #end(action) {
    this.#isOver = true;
    this.#batch?.forget(this);
    this.#stopListening?.();
    if (action === 'rejectWithReason') this.#settle.reject(reasonOf(this.#options.values.signal));
    if (action === 'abandon') this.#settle.reject();
  }

  /**
   * Rejects the promise where a broken platform throws, so that it doesn't stay pending.
   *
   * @param {unknown} error
   */
  #crash(error) {
    this.#isOver = true;
    this.#settle.reject(error);
  }

  // --- What the core asks for

  /**
   * Listens to the signal, which ends the call when it aborts. Returns what came of it.
   *
   * @returns {Listening}
   */
  listen() {
    const { signal } = this.#options.values;
    const stop = () => this.handleEvent('aborted');
    this.#stopListening = () => unlisten(signal, stop);
    return tryToListen(signal, stop);
  }

  status() {
    return this.#attempt?.answer?.status;
  }

  /** @param {ResponseHeader} name */
  header(name) {
    return this.#attempt?.answer?.header(name);
  }

  code() {
    return this.#attempt?.serverText.code;
  }

  description() {
    return this.#attempt?.serverText.description;
  }

  isInBrowser() {
    return /^Mozilla\//.test(globalThis.navigator?.userAgent);
  }

  /**
   * @param {number} limit
   * @param {number} remaining
   * @param {number} window
   */
  setRateLimit(limit, remaining, window) {
    this.#rateLimit = { limit, remaining, window };
  }

  /**
   * @param {number} status
   * @param {number} attempts
   */
  resolve(status, attempts) {
    const { code, description = null } = /** @type {Attempt} */ (this.#attempt).serverText;
    this.#settle.resolve(
      /** @type {RevokeTokenResponse} */ (
        { code, description, status, rateLimit: this.#rateLimit, attempts }
      ),
    );
  }

  /**
   * @param {string} name
   * @param {string} message
   * @param {string} outcome
   * @param {number | null | undefined} status
   * @param {number | null | undefined} retryAfter
   * @param {number} attempts
   */
  fail(name, message, outcome, status = null, retryAfter = null, attempts) {
    const attempt = this.#attempt;
    // An answer whose status is not shown has no texts of the server's, either.
    const { code = null, description = null } = (status !== null && attempt?.serverText) || {};
    const cause = name === 'NetworkError' ? attempt?.cause : attempt?.thrown;
    this.#settle.fail({
      name,
      message,
      status,
      code,
      description,
      issues: this.request.issues,
      rateLimit: this.#rateLimit,
      retryAfter,
      attempts,
      outcome: /** @type {'not_revoked' | 'unknown'} */ (outcome),
      ...(cause === undefined ? {} : { cause }),
    });
  }
}

/**
 * Revokes a token.
 *
 * @param {Core} core
 * @param {unknown} request
 * @param {unknown} options
 * @param {Settle} settle
 */
export function revoke(core, request, options, settle) {
  new Call(core, new Options(options, settle.reject), request, settle).begin();
}

/**
 * What a Standard Schema's `validate` returns.
 *
 * @param {Core} core
 * @param {unknown} input
 * @returns {SchemaResult}
 */
export function validate(core, input) {
  const request = new CallerRequest(input);
  return core.validateRequest(request) ? { value: request.fields() } : { issues: request.issues };
}
