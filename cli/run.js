import { RevokeTokenError, revokeTokens } from 'nomba-revoke';
import { ProxyError, describeCause } from './cause.js';
import { makeLine } from './report-line.js';

/** How long a run that stops waits for bodies and retries once every answer has begun, in milliseconds. */
const GRACE = 2000;

/** Sends the tokens, and writes down what becomes of each. */
export class Run {
  /** How many ended how, of this run. */
  counts = { revoked: 0, refused: 0, unknown: 0 };
  /** How many were tried and never left this machine, since a proxy refused. */
  unsent = 0;
  /** By kind of failure and its cause: how many, an error of it, and whether nothing was sent. */
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
  /** By token: how many of its attempts may have reached the server. */
  #reached = new Map();
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
    return revoked + refused + unknown + this.unsent;
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
    this.#countAttempt(token, 1);
    try {
      return await this.#settings.fetch(url, init);
    } catch (error) {
      if (error?.cause instanceof ProxyError) this.#countAttempt(token, -1);
      throw error;
    } finally {
      if (this.#sent.has(token)) this.#sent.set(token, false);
      if (this.stopped) this.#letGo();
    }
  }

  #countAttempt(token, by) {
    this.#reached.set(token, (this.#reached.get(token) ?? 0) + by);
  }

  #settle(token, { status, value, reason }) {
    // The run is stopping, and it is not sent any more.
    if (!this.#sent.delete(token)) return;
    if (status === 'fulfilled') {
      this.#end(token, 'revoked', value);
      this.#row.length = 0;
    } else if (reason instanceof RevokeTokenError) {
      this.#fail(token, reason);
    } else if (this.#reached.get(token) === 0) {
      this.#endUnsent(token);
    } else {
      this.#end(token, 'unknown');
    }
    if (this.stopped) this.#letGo();
  }

  #fail(token, error) {
    const isUnsent = this.#reached.get(token) === 0;
    const isRefusal = error.outcome === 'not_revoked';
    // An earlier attempt, of which nobody knows, may have revoked it, and this is why it is refused.
    const isMoot = isRefusal && this.#before.get(token.hash)?.outcome === 'unknown';
    if (isUnsent) this.#endUnsent(token, error);
    else
      this.#end(token, isRefusal && !isMoot ? 'refused' : 'unknown', {
        ...error,
        error: error.name,
      });
    const kind = [error.name, error.status, error.code].join(' ');
    const kindAndCause = `${kind} ${isUnsent} ${describeCause(error).reason}`;
    const known = this.failures.get(kindAndCause) ?? { error, isUnsent, count: 0 };
    known.count += 1;
    this.failures.set(kindAndCause, known);
    if (isMoot) return;
    if (this.#row.kind !== kind) this.#row = { kind, length: 0 };
    this.#row.length += 1;
    if (this.#row.length >= this.#settings.mostFailures) this.stop('failures');
  }

  /** Nothing was sent for a token. What an earlier run has said of it still holds. */
  #endUnsent(token, error) {
    const earlier = this.#before.get(token.hash);
    this.unsent += 1;
    token.outcome = earlier?.outcome ?? 'not_sent';
    if (earlier) this.#report.note({ ...earlier, time: new Date().toISOString() });
    else this.#note(token, 'not_sent', { error: error?.name });
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
