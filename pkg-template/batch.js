import { RevokeTokenError } from './error.js';
import { withCore } from './facade.js';
import { Call } from './host/call.js';
import { Options } from './host/options.js';
import { reasonOf, tryToListen, unlisten } from './host/signal.js';
import { startTimer } from './host/timer.js';

/** @import { Core, Event } from './glue.js' */
/** @import { Settle } from './host/call.js' */
/** @import { RevokeTokenOutcome } from './index.js' */

/** Calls that share options and a pace. A call that may not be sent yet queues; the core says when it may. */
class Batch {
  /** @type {Call[]} */
  #queue = [];
  /** @type {Set<Call>} */
  #calls = new Set();
  #isDispatching = false;
  /** @type {(() => void) | undefined} */
  #stopTimer;

  /** @param {number} handle the number by which the core knows the batch */
  constructor(handle) {
    this.handle = handle;
    this.isClosed = false;
  }

  /** @param {Call} call */
  add(call) {
    this.#calls.add(call);
    call.begin();
  }

  /** Whether a new call may be dispatched at once. */
  get isFree() {
    return this.#queue.length === 0 && !this.#isDispatching && !this.isClosed;
  }

  /**
   * @param {Call} call
   * @param {boolean} isFirst
   */
  queue(call, isFirst) {
    this.#queue[isFirst ? 'unshift' : 'push'](call);
  }

  /** @param {Call} call */
  forget(call) {
    this.#calls.delete(call);
    const index = this.#queue.indexOf(call);
    if (index >= 0) this.#queue.splice(index, 1);
  }

  /** Sends as many calls as the core permits now. */
  dispatch() {
    if (this.#isDispatching || this.isClosed || this.#queue.length === 0) return;
    this.#isDispatching = true;
    this.#stopTimer?.();
    while (this.#queue.length > 0) {
      const call = this.#queue[0];
      if (call.handleEvent('dispatched') === 'notBefore') {
        if (call.delay < Infinity) this.#stopTimer = startTimer(() => this.dispatch(), call.delay);
        break;
      }
      // The caller's fetch may have ended the call, or all calls.
      if (this.#queue[0] === call) this.#queue.shift();
    }
    this.#isDispatching = false;
  }

  /**
   * Sends nothing new, and passes an event to all calls: `batchClosed` ends those that queue, `aborted` ends all.
   *
   * @param {Event} event
   */
  close(event) {
    this.isClosed = true;
    this.#stopTimer?.();
    for (const call of [...this.#calls]) call.handleEvent(event);
  }
}

/**
 * Makes `revokeTokens`. The core decides what may be sent when; here the input is read, no further ahead than the option
 * `concurrency`, and outcomes are yielded as they come.
 *
 * @param {() => Core | Promise<Core>} load
 */
export function batchRevoker(load) {
  return {
    /**
     * @param {any} requests
     * @param {any} callerOptions
     * @returns {AsyncGenerator<RevokeTokenOutcome, void, undefined>}
     */
    async *revokeTokens(requests, callerOptions) {
      /** @type {Core} */
      const core = await new Promise((resolve, reject) => withCore(load, resolve, reject, callerOptions));
      /** @type {TypeError | undefined} */
      let wrong;
      const options = new Options(callerOptions, (error) => {
        wrong = error;
      });
      const handle = options.read() ? core.openBatch(options) : undefined;
      if (wrong) throw wrong;
      // Without a handle there is a wrong option.
      const batch = new Batch(/** @type {number} */ (handle));
      const { concurrency } = /** @type {{ concurrency: number }} */ (options);
      const { signal } = options.values;
      /** @type {RevokeTokenOutcome[]} */
      const outcomes = [];
      let read = 0;
      let underWay = 0;
      let reading = false;
      let exhausted = false;
      /**
       * What the iteration rejects with when all is handed out.
       *
       * @type {{ reason: unknown } | undefined}
       */
      let failure;
      let ended = false;
      /** @type {(value?: unknown) => void} */
      let wake = () => {};
      const awoken = () =>
        new Promise((resolve) => {
          wake = resolve;
        });

      const start = (/** @type {unknown} */ request) => {
        /** @type {any} */
        const outcome = { index: read, tokenHash: null };
        /**
         * @param {'fulfilled' | 'rejected'} status
         * @param {'value' | 'reason'} name
         * @param {unknown} value
         */
        const settle = (status, name, value) => {
          underWay -= 1;
          outcome.status = status;
          outcome[name] = value;
          outcomes.push(outcome);
          wake();
        };
        const reject = (/** @type {unknown} */ reason) => settle('rejected', 'reason', reason);
        read += 1;
        underWay += 1;
        /** @type {Settle} */
        const receivers = {
          resolve: (response) => settle('fulfilled', 'value', response),
          fail: (members) => reject(new RevokeTokenError(members.name, members)),
          reject,
        };
        const call = new Call(core, options, request, receivers, batch);
        batch.add(call);
        const { accessToken } = call.request;
        if (typeof accessToken === 'string') outcome.tokenHash = core.hashToken(accessToken);
      };

      const mayRead = () => !ended && underWay + outcomes.length < concurrency;

      const fill = async () => {
        reading = true;
        try {
          while (mayRead()) {
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
            // A result that is there already needs no wait.
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
        batch.close('aborted');
        wake();
      };

      /** @type {ReturnType<typeof open>} */
      let input;
      try {
        const listening = signal ? tryToListen(signal, abort) : 'started';
        if (listening === 'failed') {
          throw new TypeError('The option "signal" threw when it was listened to');
        }
        input = open(requests);
        if (listening === 'aborted') abort();
        for (;;) {
          if (!reading && mayRead()) fill();
          if (outcomes.length > 0) yield /** @type {RevokeTokenOutcome} */ (outcomes.shift());
          else if (ended && underWay === 0) break;
          else await awoken();
        }
      } finally {
        ended = true;
        unlisten(signal, abort);
        batch.close('batchClosed');
        const end = async () => {
          // An input that is still asked for its next element may never answer.
          const mayHang = reading || failure;
          const closed = exhausted ? undefined : input?.close();
          closed?.catch(() => {});
          while (underWay > 0) await awoken();
          // From now on the handle may be another batch's.
          core.closeBatch(batch.handle);
          if (!mayHang) await closed;
        };
        // One `await` and nothing after it: in generators transpiled by esbuild or SWC, `return` skips what follows
        // the first `await` of a `finally` block.
        await end();
      }
      if (failure) throw failure.reason;
    },
  }.revokeTokens;
}

/**
 * How to read an iterable or async iterable, and how to close it.
 *
 * @param {any} requests
 */
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
