import { RevokeTokenError } from './error.js';
import { withCore } from './facade.js';
import { ABORT, BEGIN, CLOSED, Call, HOLD, Options, TURN, reasonOf, unlisten } from './host.js';

/** Calls that share options and a pace. Whoever may not send yet queues; the core says when. */
class Bulk {
  #waiting = [];
  #calls = new Set();
  #granting = false;
  #timer;

  constructor(number) {
    this.number = number;
    this.isClosed = false;
  }

  add(call) {
    this.#calls.add(call);
    call.tell(BEGIN);
  }

  /** Whether a new call may take its turn at once. */
  get isFree() {
    return this.#waiting.length === 0 && !this.#granting && !this.isClosed;
  }

  queue(call, isAgain) {
    this.#waiting[isAgain ? 'unshift' : 'push'](call);
  }

  forget(call) {
    this.#calls.delete(call);
    const at = this.#waiting.indexOf(call);
    if (at >= 0) this.#waiting.splice(at, 1);
  }

  /** Lets as many send as may now. */
  grant() {
    if (this.#granting || this.isClosed || this.#waiting.length === 0) return;
    this.#granting = true;
    clearTimeout(this.#timer);
    while (this.#waiting.length > 0) {
      const call = this.#waiting[0];
      const action = call.tell(TURN);
      if (action <= HOLD) {
        const wait = HOLD - action;
        if (wait < Infinity) this.#timer = setTimeout(() => this.grant(), wait);
        break;
      }
      // What it sent with may have ended it, or all.
      if (this.#waiting[0] === call) this.#waiting.shift();
    }
    this.#granting = false;
  }

  /**
   * Starts nothing new. Told that it is closed, whoever waits ends at once, and what is under way by
   * itself; told of an abort, all end at once.
   */
  close(event) {
    this.isClosed = true;
    clearTimeout(this.#timer);
    for (const call of [...this.#calls]) call.tell(event);
  }
}

/**
 * Revokes many tokens. What may be sent when is decided by the core; here the input is read, no
 * further ahead than the core says, and the outcomes are handed out as they come.
 */
export function bulkRevoker(load) {
  return {
    async *revokeTokens(requests, given) {
      const core = await new Promise((resolve, reject) => withCore(load, resolve, reject, given));
      let wrong;
      const options = new Options(given, (error) => {
        wrong = error;
      });
      const bulk = new Bulk(core.openBulk(options, options.read()));
      if (wrong) throw wrong;
      const { concurrency } = options;
      const { signal } = options.values;
      const outcomes = [];
      let read = 0;
      let underWay = 0;
      let reading = false;
      let exhausted = false;
      /** `{ reason }` of what the iteration rejects with when all is handed out. */
      let failure;
      let ended = false;
      let wake = () => {};
      const awoken = () =>
        new Promise((resolve) => {
          wake = resolve;
        });

      const start = (request) => {
        const outcome = { index: read, tokenHash: null };
        const settle = (status, name, value) => {
          underWay -= 1;
          outcome.status = status;
          outcome[name] = value;
          outcomes.push(outcome);
          wake();
        };
        const reject = (reason) => settle('rejected', 'reason', reason);
        read += 1;
        underWay += 1;
        const receivers = {
          resolve: (response) => settle('fulfilled', 'value', response),
          fail: (members) => reject(new RevokeTokenError(members.name, members)),
          reject,
        };
        const call = new Call(core, options, request, receivers, bulk);
        bulk.add(call);
        outcome.tokenHash = call.tokenHash;
      };

      const hasRoom = () => !ended && underWay + outcomes.length < concurrency;

      const fill = async () => {
        reading = true;
        try {
          while (hasRoom()) {
            let step = input.next();
            if (input.isAsync) step = await step;
            if (Object(step) !== step) {
              throw new TypeError('the input answered with no iterator result');
            }
            if (step.done) {
              ended = exhausted = true;
              break;
            }
            let { value } = step;
            // What is there already isn't waited for.
            if (!input.isAsync && typeof value?.then === 'function') value = await value;
            if (!ended) start(value);
          }
        } catch (reason) {
          ended = exhausted = true;
          failure ??= { reason };
        }
        reading = false;
        wake();
      };

      const abort = () => {
        ended = true;
        failure ??= { reason: reasonOf(signal) };
        bulk.close(ABORT);
        wake();
      };

      let input;
      try {
        const listening = signal ? options.listen(abort) : 0;
        if (listening > 1) throw new TypeError('The option "signal" threw when it was listened to');
        input = open(requests);
        if (listening === 1) abort();
        for (;;) {
          if (!reading && hasRoom()) fill();
          if (outcomes.length > 0) yield outcomes.shift();
          else if (ended && underWay === 0) break;
          else await awoken();
        }
      } finally {
        ended = true;
        unlisten(signal, abort);
        bulk.close(CLOSED);
        const leave = async () => {
          // An input that is still asked for its next element may never answer.
          const mayHang = reading || failure;
          const closed = exhausted ? undefined : input?.close();
          closed?.catch(() => {});
          while (underWay > 0) await awoken();
          // From now on its number may be another's.
          core.closeBulk(bulk.number);
          if (!mayHang) await closed;
        };
        // One `await` and nothing after it: in generators transpiled by esbuild or SWC, `return` skips what follows
        // the first `await` of a `finally` block.
        await leave();
      }
      if (failure) throw failure.reason;
    },
  }.revokeTokens;
}

/** How to read an iterable or async iterable, and how to leave it. */
function open(requests) {
  const isAsync = typeof requests?.[Symbol.asyncIterator] === 'function';
  const method = isAsync ? Symbol.asyncIterator : Symbol.iterator;
  if (typeof requests === 'string' || typeof requests?.[method] !== 'function') {
    throw new TypeError(
      'revokeTokens takes an iterable or async iterable of requests; for a single one there is revokeToken',
    );
  }
  const iterator = requests[method]();
  return {
    isAsync,
    next: () => iterator.next(),
    async close() {
      await iterator.return?.();
    },
  };
}
