import { RevokeTokenError, revokeTokens } from 'nomba-revoke';
import { makeLine } from './report-line.js';

/** How long a run that stops waits for bodies and retries once every answer has begun, in milliseconds. */
const GRACE = 2000;

/** Sends the tokens, and writes down what becomes of each. */
export class Run {
  /** How many ended how, of this run. */
  counts = { revoked: 0, refused: 0, unknown: 0 };
  /** By kind of failure: how many, and an error of it. */
  failures = new Map();
  /** Why it stops before its end. */
  stopped;

  #tokens;
  #settings;
  #before;
  #report;
  #byText;
  /** The tokens that were sent and are not settled, each with whether it waits for an answer's head. */
  #sent = new Map();
  #controller = new AbortController();
  #row = { kind: undefined, length: 0 };

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
    this.#byText = new Map(tokens.map((token) => [token.text, token]));
    report.onFailure = () => this.stop('report');
    if (report.failure) this.stop('report');
  }

  get settled() {
    const { revoked, refused, unknown } = this.counts;
    return revoked + refused + unknown;
  }

  /** Whether another run has something to do. */
  get hasLeft() {
    return this.#tokens.some(({ outcome }) => outcome !== 'revoked');
  }

  get inFlight() {
    return this.#sent.size;
  }

  async start() {
    const options = {
      ...this.#settings.options,
      signal: this.#controller.signal,
      fetch: (url, init) => this.#send(url, init),
    };
    try {
      for await (const { index, ...outcome } of revokeTokens(this.#requests(), options)) {
        this.#settle(this.#tokens[index], outcome);
      }
    } catch (error) {
      const { aborted, reason } = this.#controller.signal;
      if (!aborted || error !== reason) throw error;
    }
    for (const token of this.#tokens) {
      // What an earlier run has said of it still holds.
      if (token.outcome || this.#before.has(token.hash)) continue;
      this.#note(token, 'not_sent');
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
    this.#letGo();
  }

  /** When no request waits for its answer any more, what still waits for anything else is given up. */
  #letGo() {
    const giveUp = () => {
      if (![...this.#sent.values()].includes(true)) this.#controller.abort(new Error('stopped'));
    };
    if (this.#sent.size === 0) giveUp();
    else setTimeout(giveUp, GRACE).unref();
  }

  *#requests() {
    const { clientId } = this.#settings;
    for (const { text } of this.#tokens) {
      if (this.stopped) return;
      yield { clientId, access_token: text };
    }
  }

  /** The package's way to the network. */
  async #send(url, init) {
    const token = this.#byText.get(JSON.parse(init.body).access_token);
    if (!this.#sent.has(token)) {
      // The package has read some tokens ahead.
      if (this.stopped) throw new Error('stopped');
      this.#report.announce(this.#line(token, 'unknown'));
    }
    this.#sent.set(token, true);
    try {
      return await fetch(url, init);
    } finally {
      if (this.#sent.has(token)) this.#sent.set(token, false);
      if (this.stopped) this.#letGo();
    }
  }

  #settle(token, { status, value, reason }) {
    // The run is stopping, and it is not sent any more.
    if (!this.#sent.delete(token)) return;
    if (status === 'fulfilled') {
      this.#end(token, 'revoked', value);
      this.#row.length = 0;
    } else if (reason instanceof RevokeTokenError) {
      this.#fail(token, reason);
    } else {
      this.#end(token, 'unknown');
    }
    if (this.stopped) this.#letGo();
  }

  #fail(token, error) {
    const isRefusal = error.outcome === 'not_revoked';
    // An earlier attempt, of which nobody knows, may have revoked it, and this is why it is refused.
    const isMoot = isRefusal && this.#before.get(token.hash)?.outcome === 'unknown';
    this.#end(token, isRefusal && !isMoot ? 'refused' : 'unknown', { ...error, error: error.name });
    const kind = [error.name, error.status, error.code].join(' ');
    const known = this.failures.get(kind) ?? { error, count: 0 };
    known.count += 1;
    this.failures.set(kind, known);
    if (isMoot) return;
    if (this.#row.kind !== kind) this.#row = { kind, length: 0 };
    this.#row.length += 1;
    if (this.#row.length >= this.#settings.mostFailures) this.stop('failures');
  }

  #end(token, outcome, details) {
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
