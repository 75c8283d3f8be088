import { setTimeout as wait } from 'node:timers/promises';
import { RevokeTokenError, revokeTokens } from 'nomba-revoke';
import { deadlineOf, isTriedAgain, pauseAfter } from './again.js';
import { ProxyError, describeCause } from './cause.js';
import { InFlight } from './in-flight.js';
import { kindOf, Streak } from './repeated-failure.js';
import { makeLine } from './report-line.js';
import { textOf } from './source.js';

/** Sends the tokens, and writes down what becomes of each. */
export class Run {
  /** How many ended how, of this run. */
  counts = { revoked: 0, refused: 0, unknown: 0 };
  /** How many never left this machine: a proxy refused, or their file has changed. */
  unsent = 0;
  /** The tokens that were not sent since their file has changed. */
  changed = new Set();
  /** By kind of failure and its cause: how many tokens ended so, an error of it, and whether nothing was sent. */
  failures = new Map();
  /** When the pause between two passes ends, in milliseconds since 1970; nothing where there is none. */
  pauseEnds;
  /** Why it stops before its end. */
  stopped;

  #tokens;
  #settings;
  #before;
  #report;
  /** What the package has read and not settled: each token and its text by the index of its request. */
  #read = new Map();
  /** The tokens of `#read` by their text. */
  #byText = new Map();
  #sent = new InFlight();
  /** By token: how many of its attempts may have reached the server. */
  #reached = new Map();
  #controller = new AbortController();
  #start = Date.now();
  /** The tokens that are to be tried again, each with its failure. */
  #open = new Map();
  /** The time before which the server asked for no further request, in milliseconds since 1970. */
  #askedUntil = 0;
  #streak = new Streak();

  /**
   * @param {import('./tokens.js').Token[]} tokens those to be sent, in this order; each is given its
   *   `outcome`
   * @param {Map<string, object>} before the last lines of an earlier report, by hash
   * @param {object} settings
   * @param {import('./report.js').Report} report
   */
  constructor(tokens, before, settings, report) {
    this.#tokens = tokens;
    this.#before = before;
    this.#settings = settings;
    this.#report = report;
    report.onFailure = () => this.stop('report');
    if (report.failure) this.stop('report');
  }

  get settled() {
    const { revoked, refused, unknown } = this.counts;
    return revoked + refused + unknown + this.unsent - this.#open.size;
  }

  /** Whether another run has something to do. */
  get hasLeft() {
    return this.#tokens.some(({ outcome }) => outcome !== 'revoked');
  }

  get inFlight() {
    return this.#sent.size;
  }

  /** Sends all tokens once, and then again what is to be tried again. */
  async start() {
    await this.#pass(this.#tokens);
    for (let pass = 1; this.#open.size > 0 && !this.stopped; pass += 1) {
      await this.#pause(pass);
      await this.#pass(this.#takeOpen());
    }
    for (const token of this.#tokens) {
      // The line of an earlier run stays valid.
      if (token.outcome || this.#before.has(token.hash)) continue;
      this.#note(token, 'not_sent');
    }
  }

  /** Waits after a pass, until the server may be asked again or no token is left to be tried. */
  async #pause(pass) {
    const last = [...this.#open.keys()].reduce((time, token) => Math.max(time, this.#deadlineOf(token)), 0);
    this.pauseEnds = Math.min(Math.max(Date.now() + pauseAfter(pass), this.#askedUntil), last);
    try {
      await wait(this.pauseEnds - Date.now(), undefined, { signal: this.#controller.signal });
    } catch (error) {
      if (!this.stopped) throw error;
    }
    this.pauseEnds = undefined;
  }

  /** The tokens to be tried again. Those whose time is over keep their outcome. */
  #takeOpen() {
    if (this.stopped) return [];
    for (const token of this.#open.keys()) if (this.#isOver(token)) this.#open.delete(token);
    return [...this.#open.keys()];
  }

  #deadlineOf(token) {
    return deadlineOf(token, this.#start);
  }

  #isOver(token) {
    return this.#deadlineOf(token) <= Date.now();
  }

  async #pass(tokens) {
    const options = {
      ...this.#settings.options,
      signal: this.#controller.signal,
      fetch: (url, init) => this.#send(url, init),
    };
    this.#streak.end();
    try {
      for await (const { index, ...outcome } of revokeTokens(this.#requests(tokens), options)) {
        this.#settle(this.#forget(index), outcome);
      }
    } catch (error) {
      const { aborted, reason } = this.#controller.signal;
      if (!aborted || error !== reason) throw error;
    }
  }

  /**
   * Sends nothing new and waits for what is in flight.
   *
   * @param {'asked' | 'failures' | 'report'} reason
   */
  stop(reason) {
    if (this.stopped) return;
    this.stopped = reason;
    this.#sent.halt(this.#controller);
  }

  *#requests(tokens) {
    const { clientId } = this.#settings;
    let index = 0;
    for (const token of tokens) {
      if (this.stopped) return;
      if (token.outcome !== undefined && this.#isOver(token)) {
        this.#open.delete(token);
        continue;
      }
      const text = textOf(token);
      if (text === undefined) {
        this.changed.add(token);
        this.#endUnsent(token, 'InputChanged');
        continue;
      }
      this.#read.set(index, { token, text });
      this.#byText.set(text, token);
      index += 1;
      yield { clientId, access_token: text };
    }
  }

  /** Removes a request that is settled, and returns its token. */
  #forget(index) {
    const { token, text } = this.#read.get(index);
    this.#read.delete(index);
    this.#byText.delete(text);
    return token;
  }

  /** The package's way to the network. */
  async #send(url, init) {
    const token = this.#byText.get(JSON.parse(init.body).access_token);
    if (!this.#sent.has(token)) {
      // The package has read some tokens ahead.
      if (this.stopped) throw new Error('halted');
      this.#report.announce(this.#line(token, 'unknown'));
    }
    this.#sent.send(token);
    this.#countAttempt(token, 1);
    try {
      return await this.#settings.fetch(url, init);
    } catch (error) {
      if (error?.cause instanceof ProxyError) this.#countAttempt(token, -1);
      throw error;
    } finally {
      this.#sent.answer(token);
    }
  }

  #countAttempt(token, by) {
    this.#reached.set(token, (this.#reached.get(token) ?? 0) + by);
  }

  #settle(token, { status, value, reason }) {
    // The run is stopping, and it is not sent any more.
    if (!this.#sent.settle(token)) return;
    const isUnsent = this.#reached.get(token) === 0;
    this.#reached.delete(token);
    if (status === 'fulfilled') {
      this.#end(token, 'revoked', value);
      this.#streak.end();
    } else if (reason instanceof RevokeTokenError) {
      this.#fail(token, reason, isUnsent);
    } else if (isUnsent) {
      this.#endUnsent(token);
    } else {
      this.#end(token, 'unknown');
    }
  }

  #fail(token, error, isUnsent) {
    const isRefusal = error.outcome === 'not_revoked';
    // An earlier attempt, of which nobody knows, may have revoked it, and this is why it is refused.
    const earlier = token.outcome ?? this.#before.get(token.hash)?.outcome;
    const isMoot = isRefusal && earlier === 'unknown';
    if (error.retryAfter !== null) this.#askedUntil = Math.max(this.#askedUntil, Date.now() + error.retryAfter);
    if (isUnsent) this.#endUnsent(token, error.name);
    else
      this.#end(token, isRefusal && !isMoot ? 'refused' : 'unknown', {
        ...error,
        error: error.name,
      });
    const kind = kindOf(error);
    const kindAndCause = `${kind} ${isUnsent} ${describeCause(error).reason}`;
    const known = this.failures.get(kindAndCause) ?? { error, isUnsent, count: 0 };
    known.count += 1;
    this.failures.set(kindAndCause, known);
    const isOpen = this.#settings.untilExpiry && !isUnsent && isTriedAgain(error);
    if (isOpen) this.#open.set(token, known);
    // Until expiry, only refusals are failures: an outage is what the flag is for.
    const isExpected = this.#settings.untilExpiry && error.outcome === 'unknown' && !isUnsent;
    if (isMoot || isOpen || isExpected) return;
    if (this.#streak.add(kind) >= this.#settings.mostFailures) this.stop('failures');
  }

  /** Nothing was sent for a token. The line of an earlier run stays valid. */
  #endUnsent(token, error) {
    if (token.outcome !== undefined) {
      // What an earlier pass found out still holds.
      this.#open.delete(token);
      this.#note(token, token.outcome, { error });
      return;
    }
    const earlier = this.#before.get(token.hash);
    this.unsent += 1;
    token.outcome = earlier?.outcome ?? 'not_sent';
    if (earlier) this.#report.note({ ...earlier, time: new Date().toISOString() });
    else this.#note(token, 'not_sent', { error });
  }

  #end(token, outcome, details) {
    if (token.outcome !== undefined) {
      // Of an earlier pass.
      this.counts[token.outcome] -= 1;
      const failure = this.#open.get(token);
      if (failure) failure.count -= 1;
      this.#open.delete(token);
    }
    token.outcome = outcome;
    this.counts[outcome] += 1;
    this.#note(token, outcome, details);
  }

  #note(token, outcome, details) {
    this.#report.note(this.#line(token, outcome, details));
  }

  #line(token, outcome, details) {
    return makeLine(token, this.#settings.destination, outcome, details);
  }
}
