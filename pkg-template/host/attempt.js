// One request, and its answer.

import { Answer } from './answer.js';
import { Body } from './body.js';
import { guarded } from './guard.js';
import { requestInit } from './request-init.js';
import { readServerText } from './server-text.js';
import { newController } from './signal.js';
import { startTimer } from './timer.js';

/** @import { Core, Event } from '../glue.js' */
/** @import { FetchInit, RevokeTokenRequest } from '../index.js' */
/** @import { Options } from './options.js' */
/** @import { ServerText } from './server-text.js' */

/** The lowest status of an answer that is taken from what `fetch` has thrown. */
const LOWEST_THROWN = 300;

/** One attempt of a call. It passes its events to `notify`, until it is cancelled. */
export class Attempt {
  /**
   * The answer, from its head on, until the attempt is cancelled.
   *
   * @type {Answer | undefined}
   */
  answer;
  /**
   * What the server wrote, once the body is whole.
   *
   * @type {Partial<ServerText>}
   */
  serverText = {};
  /**
   * What `fetch` rejected with, or why the body broke off.
   *
   * @type {unknown}
   */
  cause;
  /**
   * What `fetch` rejected with.
   *
   * @type {unknown}
   */
  thrown;

  /** @type {((event: Event) => void) | undefined} */
  #notify;
  #crash;
  /** @type {(() => void) | undefined} */
  #stopTimer;
  /** @type {AbortController | undefined} */
  #controller;
  /** @type {Body | undefined} */
  #body;

  /**
   * @param {(event: Event) => void} notify
   * @param {(error: unknown) => void} crash is called with what a broken platform throws
   */
  constructor(notify, crash) {
    this.#notify = notify;
    this.#crash = crash;
  }

  /**
   * Calls `fetch`.
   *
   * @param {Core} core
   * @param {Options} options which the core has accepted
   * @param {RevokeTokenRequest} fields
   * @param {string | undefined} key the idempotency key of a call to a relay
   */
  send(core, { endpoint, timeout, values }, fields, key) {
    const { fetch = globalThis.fetch } = values;
    if (typeof fetch !== 'function') {
      this.#notify?.('fetchMissing');
      return;
    }
    this.#controller = newController();
    const init = requestInit(fields, values, this.#controller?.signal, key);
    /** @type {[string, string][]} */
    const headers = values.headers ?? [];
    const secrets = [fields.access_token, ...headers.map(([, value]) => value)];
    if (timeout !== undefined) this.#stopTimer = startTimer(() => this.#notify?.('timer'), timeout);
    this.exchange(core, fetch, /** @type {string} */ (endpoint), init, secrets).then(
      // There is an event wherever the attempt has not been cancelled.
      (event) => this.#notify?.(/** @type {Event} */ (event)),
      (error) => this.#crash(error),
    );
  }

  /** Silences the attempt, and ends what is under way. */
  cancel() {
    this.#notify = undefined;
    this.answer = undefined;
    this.#stopTimer?.();
    this.#body?.cancel();
    guarded(() => this.#controller?.abort());
  }

  /**
   * Sends, and reads the answer. Returns the event that this comes to; undefined where the attempt has been cancelled.
   *
   * @param {Core} core
   * @param {(endpoint: string, init: FetchInit) => unknown} fetch
   * @param {string} endpoint
   * @param {FetchInit} init
   * @param {string[]} secrets
   * @returns {Promise<Event | undefined>}
   */
  async exchange(core, fetch, endpoint, init, secrets) {
    let response;
    let lowestStatus = 0;
    try {
      response = await fetch(endpoint, init);
    } catch (reason) {
      this.cause = this.thrown = reason;
      // Some libraries throw for a status, and what they throw carries the answer.
      response = guarded(() => /** @type {any} */ (reason).response);
      lowestStatus = LOWEST_THROWN;
    }
    if (this.#notify === undefined) return undefined;
    const answer = guarded(() => new Answer(response, lowestStatus));
    if (answer === undefined) return lowestStatus === 0 ? 'notAResponse' : this.#end('fetchFailed');
    this.answer = answer;
    if (answer.isRedirected(endpoint)) return 'redirected';
    const body = new Body(answer);
    this.#body = body;
    let text;
    try {
      text = await body.text();
    } catch (reason) {
      this.cause = reason;
      return body.failure;
    }
    if (this.#notify === undefined) return undefined;
    this.serverText = readServerText(core, text, secrets);
    return this.#end(this.serverText.event);
  }

  /**
   * There is nothing left to stop.
   *
   * @param {Event | undefined} event
   */
  #end(event) {
    this.#controller = this.#body = undefined;
    return event;
  }
}
