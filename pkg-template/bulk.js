import { RevokeTokenError } from './error.js';
import { withCore } from './facade.js';

/**
 * Revokes many tokens. What may be sent when is decided by the core; here the input is read, no
 * further ahead than the core says, and the outcomes are handed out as they come.
 */
export function bulkRevoker(load) {
  return {
    async *revokeTokens(requests, options) {
      const core = await new Promise((resolve, reject) => withCore(load, resolve, reject, options));
      // The tokens listen to this one in place of the caller's signal: a runtime may take as many
      // listeners there for a leak, and warn of it.
      const listeners = new Set();
      const relay = {
        get aborted() {
          return signal.aborted;
        },
        get reason() {
          return signal.reason;
        },
        addEventListener: (type, listener) => listeners.add(listener),
        removeEventListener: (type, listener) => listeners.delete(listener),
      };
      const [bulk, concurrency, signal] = core.openBulk(options, relay);
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
          outcomes.push(Object.assign(outcome, { status, [name]: value }));
          wake();
        };
        const reject = (reason) => settle('rejected', 'reason', reason);
        read += 1;
        underWay += 1;
        outcome.tokenHash = core.revokeInBulk(
          bulk,
          request,
          (response) => settle('fulfilled', 'value', response),
          (members) => reject(new RevokeTokenError(members.name, members)),
          reject,
        );
      };

      const fill = async (next) => {
        if (reading) return;
        reading = true;
        try {
          while (!ended && underWay + outcomes.length < concurrency) {
            const { done, value } = await next();
            if (done) ended = exhausted = true;
            else if (!ended) start(value);
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
        failure ??= { reason: signal.reason };
        for (const tell of [...listeners]) tell();
        wake();
      };

      let input;
      try {
        input = open(requests);
        signal?.addEventListener('abort', abort);
        if (signal?.aborted) abort();
        for (;;) {
          fill(input.next);
          if (outcomes.length > 0) yield outcomes.shift();
          else if (ended && underWay === 0) break;
          else await awoken();
        }
      } finally {
        ended = true;
        signal?.removeEventListener('abort', abort);
        core.closeBulk(bulk);
        // An input that is still asked for its next element may never answer.
        const closed = exhausted || input?.close();
        if (reading || failure) Promise.resolve(closed).catch(() => {});
        else await closed;
        while (underWay > 0) await awoken();
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
    async next() {
      const step = await iterator.next();
      if (Object(step) !== step) throw new TypeError('the input answered with no iterator result');
      return isAsync || step.done ? step : { done: false, value: await step.value };
    },
    async close() {
      await iterator.return?.();
    },
  };
}
