/** Sends the tokens, and writes down in the entries what becomes of each. */

import { RevokeTokenError, revokeTokens } from 'nomba-revoke';
import { InFlight } from '../../cli/in-flight.js';
import { kindOf, MOST_FAILURES, Streak } from '../../cli/repeated-failure.js';
import { outcomeOf } from './list.js';

/** The errors with which the package refuses a request by itself. */
const UNSENT = ['ValidationError', 'LoadError'];

export class Run {
  /** How many tokens are settled. */
  settled = 0;
  isPaused = false;
  /** Why it ends before its end: `asked` or `failures`. */
  stopped;

  #entries;
  #settings;
  #receiver;
  /** The entries that the package has read, by the index of the request, and by the token. */
  #byIndex = new Map();
  #byText = new Map();
  #sent = new InFlight();
  /** By entry: how many of its attempts may have revoked the token. */
  #doubts = new Map();
  /** The failures in a row that are of one kind. */
  #streak = new Streak();
  /** Of the pass under way. */
  #controller = new AbortController();
  #goOn = () => {};

  /**
   * @param {import('./list.js').Entry[]} entries in the order in which they are to be sent
   * @param {{ request: { clientId?: string }, options: object }} settings those of `revokeTokens`, without the token
   * @param {{ changed(entry: import('./list.js').Entry): void, answered(status: number): void,
   *   quota(rateLimit: object | null): void, failed(error: Error): void }} receiver
   */
  constructor(entries, settings, receiver) {
    this.#entries = entries;
    this.#settings = settings;
    this.#receiver = receiver;
  }

  get total() {
    return this.#entries.length;
  }

  get inFlight() {
    return this.#sent.size;
  }

  /** Resolves when all entries are settled, or what was in flight when it was stopped. */
  async start() {
    do {
      await this.#pass();
      if (this.isPaused && this.stopped === undefined) {
        await new Promise((resolve) => {
          this.#goOn = resolve;
        });
      }
    } while (this.stopped === undefined && this.#entries.some(isOpen));
  }

  /** Sends nothing new and settles what is in flight, until `resume` is called. */
  pause() {
    if (this.stopped || this.isPaused) return;
    this.isPaused = true;
    this.#sent.halt(this.#controller);
  }

  resume() {
    this.isPaused = false;
    this.#goOn();
  }

  /**
   * Sends nothing new and settles what is in flight.
   *
   * @param {'asked' | 'failures'} reason
   */
  stop(reason) {
    if (this.stopped) return;
    this.stopped = reason;
    this.#goOn();
    this.#sent.halt(this.#controller);
  }

  async #pass() {
    // A pass that was paused goes on halting, even if it is resumed at once.
    if (!this.isPaused && this.stopped === undefined) this.#sent.goOn();
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    this.#streak.end();
    const options = { ...this.#settings.options, signal, fetch: (url, init) => this.#send(url, init) };
    try {
      for await (const { index, ...outcome } of revokeTokens(this.#requests(), options)) {
        this.#settle(this.#forget(index), outcome);
      }
    } catch (error) {
      if (!signal.aborted || error !== signal.reason) throw error;
    }
    this.#byIndex.clear();
    this.#byText.clear();
  }

  *#requests() {
    let index = 0;
    for (const entry of this.#entries) {
      if (this.#sent.isHalting) return;
      if (!isOpen(entry)) continue;
      this.#byIndex.set(index, entry);
      this.#byText.set(entry.text, entry);
      index += 1;
      yield { ...this.#settings.request, access_token: entry.text };
    }
  }

  #forget(index) {
    const entry = this.#byIndex.get(index);
    this.#byIndex.delete(index);
    this.#byText.delete(entry.text);
    return entry;
  }

  /** The package's way to the network. */
  async #send(url, init) {
    const entry = this.#byText.get(JSON.parse(init.body).access_token);
    // The package has read some tokens ahead.
    if (!this.#sent.has(entry) && this.#sent.isHalting) throw new Error('halted');
    this.#sent.send(entry);
    this.#doubt(entry, 1);
    if (!entry.isSending) {
      entry.isSending = true;
      this.#receiver.changed(entry);
    }
    try {
      const response = await fetch(url, init);
      // A request that was refused for its rate was not looked at.
      if (response.status === 429) this.#doubt(entry, -1);
      this.#receiver.answered(response.status);
      return response;
    } finally {
      this.#sent.answer(entry);
    }
  }

  #doubt(entry, by) {
    this.#doubts.set(entry, (this.#doubts.get(entry) ?? 0) + by);
  }

  #settle(entry, { status, value, reason }) {
    if (!this.#sent.settle(entry)) {
      // It was not sent: the package refused it, or the run halted.
      if (UNSENT.includes(reason?.name)) this.#endUnsent(entry, reason);
      return;
    }
    const hasDoubt = this.#doubts.get(entry) > 0;
    this.#doubts.delete(entry);
    entry.isSending = false;
    if (status === 'fulfilled') {
      this.#streak.end();
      this.#receiver.quota(value.rateLimit);
      this.#end(entry, 'revoked', value);
    } else if (reason instanceof RevokeTokenError) {
      this.#receiver.quota(reason.rateLimit);
      this.#fail(entry, reason);
    } else if (hasDoubt) {
      this.#end(entry, 'unknown', {});
    } else {
      // Only refused for its rate so far: it is sent when the run goes on.
      this.#receiver.changed(entry);
    }
  }

  #fail(entry, error) {
    const isRefusal = error.outcome === 'not_revoked';
    // An earlier attempt, of which nobody knows, may have revoked it, and this is why it is refused.
    const isMoot = isRefusal && outcomeOf(entry) === 'unknown';
    const { name, status, code, attempts } = error;
    this.#end(entry, isRefusal && !isMoot ? 'refused' : 'unknown', { error: name, status, code, attempts });
    this.#receiver.failed(error);
    if (isMoot) return;
    if (this.#streak.add(kindOf(error)) >= MOST_FAILURES) this.stop('failures');
  }

  #endUnsent(entry, error) {
    this.#end(entry, 'not_sent', { error: error.name });
    this.#receiver.failed(error);
  }

  #end(entry, outcome, { error, status, code, attempts }) {
    entry.outcome = outcome;
    entry.isDone = true;
    entry.time = new Date().toISOString();
    entry.details = { error, status, code, attempts };
    this.settled += 1;
    this.#receiver.changed(entry);
  }
}

/** Whether a token is still to be sent. */
function isOpen({ isDone, text }) {
  return !isDone && text !== undefined;
}
