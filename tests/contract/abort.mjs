// Aborts and time-outs.
import { equal, match, ok, rejection, same, withTimeout } from './assert.mjs';
import { REQUEST, REVOKED, refusal, spy } from './examples.mjs';

/** An AbortSignal of another make, which counts its listeners. */
function foreignSignal() {
  const listeners = new Set();
  return {
    aborted: false,
    reason: undefined,
    listeners,
    addEventListener: (type, listener) => listeners.add(listener),
    removeEventListener: (type, listener) => listeners.delete(listener),
    abort(reason) {
      this.aborted = true;
      this.reason = reason;
      for (const listener of [...listeners]) listener();
    },
  };
}

/** A `fetch` that never answers, and the signals that it was called with. */
function silent() {
  const signals = [];
  const fetch = (url, { signal }) => {
    signals.push(signal);
    return new Promise(() => {});
  };
  return Object.assign(fetch, { signals });
}

/** Time for whatever is going to happen by itself. */
const quiet = () => new Promise((resolve) => setTimeout(resolve, 20));

const arrived = (requests) => requests.length > 0;
const stopped = (requests) => requests.length > 0 && requests[0].stopped;

/** Where a call may be when it is aborted: what the server answers. */
const MOMENTS = {
  'before the answer': { end: 'silent' },
  'in the middle of the body': { ...REVOKED, end: 'open' },
  'between attempts': refusal(503, { 'retry-after': '30' }),
};

export const abort = [
  ...Object.entries(MOMENTS).map(([moment, answer]) => ({
    name: `${moment}: the signal’s own reason, and no further request`,
    async run({ api, recorder }) {
      const server = await recorder.script(answer);
      const controller = new AbortController();
      const { signal } = controller;
      const promise = api.revokeToken(REQUEST, { baseUrl: server.baseUrl, signal });
      promise.catch(() => {});
      await server.until(arrived);
      const reason = { why: moment };
      controller.abort(reason);
      equal(await rejection(promise), reason, 'reason');
      equal((await server.requests()).length, 1, 'requests');
    },
  })),

  {
    name: 'a signal that is aborted already: nothing is sent',
    async run({ api }) {
      const fetch = spy();
      const reason = new Error('over');
      const promise = api.revokeToken(REQUEST, { fetch, signal: AbortSignal.abort(reason) });
      equal(await rejection(promise), reason, 'reason');
      equal(fetch.calls.length, 0, 'calls of fetch');
    },
  },

  {
    name: 'without a reason it is an AbortError',
    async run({ api }) {
      const reason = await rejection(
        api.revokeToken(REQUEST, { fetch: spy(), signal: AbortSignal.abort() }),
      );
      same([reason.name, reason instanceof api.RevokeTokenError], ['AbortError', false], 'reason');
    },
  },

  {
    name: 'a falsy reason is handed through',
    async run({ api }) {
      for (const given of [null, 0, '', false]) {
        const promise = api.revokeToken(REQUEST, {
          fetch: spy(),
          signal: AbortSignal.abort(given),
        });
        ok(Object.is(await rejection(promise), given), `the reason ${given}`);
      }
    },
  },

  {
    name: 'AbortSignal.timeout bounds the whole, and its reason is no RevokeTokenError',
    async run({ api, recorder }) {
      const server = await recorder.script({ end: 'silent' });
      const signal = AbortSignal.timeout(300);
      const reason = await rejection(api.revokeToken(REQUEST, { baseUrl: server.baseUrl, signal }));
      equal(reason, signal.reason, 'reason');
      same(
        [reason.name, reason instanceof api.RevokeTokenError],
        ['TimeoutError', false],
        'reason',
      );
    },
  },

  {
    name: 'an abort from inside fetch',
    async run({ api }) {
      const controller = new AbortController();
      const reason = new Error('at once');
      const fetch = () => {
        controller.abort(reason);
        return Promise.resolve(new Response(REVOKED.body));
      };
      const { signal } = controller;
      equal(await rejection(api.revokeToken(REQUEST, { fetch, signal })), reason, 'reason');
    },
  },

  {
    name: 'an abort also stops the request',
    needs: 'stopped requests',
    async run({ api, recorder }) {
      for (const answer of [MOMENTS['before the answer'], MOMENTS['in the middle of the body']]) {
        const server = await recorder.script(answer);
        const controller = new AbortController();
        const { signal } = controller;
        const promise = api.revokeToken(REQUEST, { baseUrl: server.baseUrl, signal });
        promise.catch(() => {});
        await server.until(arrived);
        controller.abort();
        await server.until(stopped);
      }
    },
  },

  {
    name: 'a time-out also stops the request',
    needs: 'stopped requests',
    run: ({ api, recorder }) =>
      withTimeout(async (timeout) => {
        for (const answer of [MOMENTS['before the answer'], MOMENTS['in the middle of the body']]) {
          const server = await recorder.script(answer);
          const error = await rejection(
            api.revokeToken(REQUEST, { baseUrl: server.baseUrl, timeout, retries: 0 }),
          );
          same([error.name, error.outcome], ['TimeoutError', 'unknown'], 'error');
          await server.until(stopped);
        }
      }),
  },

  {
    name: 'every attempt has its own time, and each time-out is an attempt',
    async run({ api }) {
      const signals = [];
      const fetch = (url, { signal }) => {
        signals.push(signal);
        return new Promise(() => {});
      };
      const error = await rejection(api.revokeToken(REQUEST, { fetch, timeout: 20, retries: 2 }));
      same(
        [error.name, error.outcome, error.attempts, error.status],
        ['TimeoutError', 'unknown', 3, null],
        'error',
      );
      same(
        [new Set(signals).size, signals.every(({ aborted }) => aborted)],
        [3, true],
        'a signal of its own each, all aborted',
      );
    },
  },

  {
    name: 'what a fetch does after its time-out is no one’s',
    async run({ api }) {
      const late = [];
      const fetch = (url, init) => {
        // An object instead of a `Response`: reading a `Response` may take longer than the time-out.
        if (late.length > 0) return Promise.resolve({ status: 200, headers: new Headers(), text: async () => '{"code":"01"}' });
        return new Promise((resolve) => late.push(resolve));
      };
      const promise = api.revokeToken(REQUEST, { fetch, timeout: 500, retries: 1 });
      const error = await rejection(promise);
      late[0](new Response(REVOKED.body));
      same([error.name, error.outcome, error.attempts], ['NotRevokedError', 'unknown', 2], 'error');
    },
  },

  {
    name: 'a request that was answered is not aborted afterwards',
    async run({ api }) {
      for (const answer of [REVOKED, refusal(404)]) {
        const fetch = spy(() => new Response(answer.body, answer));
        await api.revokeToken(REQUEST, { fetch }).catch(() => {});
        equal(fetch.calls[0][1].signal.aborted, false, 'aborted');
      }
    },
  },

  {
    name: 'a signal that throws is a TypeError that names it, and nothing is sent',
    async run({ api }) {
      const fail = () => {
        throw new Error('thrown by the signal');
      };
      for (const signal of [
        { ...foreignSignal(), addEventListener: fail },
        Object.defineProperty(foreignSignal(), 'aborted', { get: fail }),
      ]) {
        const fetch = spy();
        const error = await rejection(api.revokeToken(REQUEST, { fetch, signal }));
        equal(error.constructor, TypeError, `the class of ${error}`);
        match(error.message, /"signal"/);
        equal(fetch.calls.length, 0, 'calls of fetch');
      }
    },
  },

  {
    name: 'a signal of another make serves, and keeps no listener when a call is over',
    async run({ api, recorder }) {
      const server = await recorder.script(REVOKED, refusal(404), { end: 'silent' });
      const signal = foreignSignal();
      const options = { baseUrl: server.baseUrl, signal };
      await api.revokeToken(REQUEST, options);
      equal(signal.listeners.size, 0, 'listeners after a success');
      await rejection(api.revokeToken(REQUEST, options));
      equal(signal.listeners.size, 0, 'listeners after a refusal');
      const promise = api.revokeToken(REQUEST, options);
      promise.catch(() => {});
      await server.until((requests) => requests.length === 3);
      equal(signal.listeners.size, 1, 'listeners of a call under way');
      signal.abort('enough');
      equal(await rejection(promise), 'enough', 'reason');
      equal(signal.listeners.size, 0, 'listeners after an abort');
    },
  },

  {
    name: 'a signal has one listener, however many calls share it, and none when all have settled',
    async run({ api }) {
      const signal = foreignSignal();
      const waiting = [];
      const fetch = () => new Promise((resolve) => waiting.push(resolve));
      const options = { fetch, signal };
      const calls = Array.from({ length: 20 }, () => api.revokeToken(REQUEST, options));
      const many = api.revokeTokens([REQUEST, REQUEST], { ...options, rateLimit: false });
      const outcome = many.next();
      for (let left = 100; waiting.length < 22 && left > 0; left -= 1) await quiet();
      equal(waiting.length, 22, 'requests');
      equal(signal.listeners.size, 1, 'listeners while calls are open');
      const answer = () => waiting.shift()(new Response(REVOKED.body));
      for (let left = 20; left > 0; left -= 1) answer();
      await Promise.all(calls);
      equal(signal.listeners.size, 1, 'listeners while many are open');
      answer();
      answer();
      await outcome;
      equal((await many.next()).value.status, 'fulfilled', 'status');
      equal((await many.next()).done, true, 'done');
      equal(signal.listeners.size, 0, 'listeners afterwards');
      await api.revokeToken(REQUEST, { fetch: spy(), signal });
      equal(signal.listeners.size, 0, 'listeners after another call');
    },
  },

  {
    name: 'an abort ends all calls that share the signal, at once and in their order',
    async run({ api }) {
      const platform = new AbortController();
      const foreign = foreignSignal();
      for (const [signal, stop] of [
        [platform.signal, (reason) => platform.abort(reason)],
        [foreign, (reason) => foreign.abort(reason)],
      ]) {
        const fetch = silent();
        const ended = [];
        for (const call of [0, 1, 2, 3]) {
          api.revokeToken(REQUEST, { fetch, signal }).catch((reason) => ended.push([call, reason]));
        }
        const many = api.revokeTokens([REQUEST], { fetch, signal });
        const outcome = many.next();
        for (let left = 100; fetch.signals.length < 5 && left > 0; left -= 1) await quiet();
        stop('enough');
        await Promise.resolve().then(() => {}).then(() => {}).then(() => {});
        same(ended, [0, 1, 2, 3].map((call) => [call, 'enough']), 'calls that have ended');
        equal((await outcome).value.reason, 'enough', 'the reason of one of many');
        equal(await rejection(many.next()), 'enough', 'the reason of many');
        equal(fetch.signals.filter(({ aborted }) => aborted).length, 5, 'requests that were stopped');
      }
      equal(foreign.listeners.size, 0, 'listeners');
    },
  },

  {
    name: 'a call that ends does not end the others that share its signal, nor their listening',
    async run({ api }) {
      const signal = foreignSignal();
      const fetch = silent();
      const first = api.revokeToken(REQUEST, { fetch: spy(), signal });
      const second = rejection(api.revokeToken(REQUEST, { fetch, signal }));
      await first;
      const third = rejection(api.revokeToken(REQUEST, { fetch, signal, timeout: 20, retries: 0 }));
      equal((await third).name, 'TimeoutError', 'name');
      equal(signal.listeners.size, 1, 'listeners');
      signal.abort('enough');
      equal(await second, 'enough', 'reason');
    },
  },

  {
    name: 'a call that is made in an abort sends nothing, and calls that end in one get it once',
    async run({ api }) {
      const controller = new AbortController();
      const { signal } = controller;
      const inner = [];
      const sent = spy();
      const fetch = (url, init) => {
        // It runs while the others get the event.
        init.signal.addEventListener('abort', () => {
          inner.push(rejection(api.revokeToken(REQUEST, { fetch: sent, signal })));
        });
        return new Promise(() => {});
      };
      const calls = [0, 1, 2].map(() => rejection(api.revokeToken(REQUEST, { fetch, signal })));
      controller.abort('enough');
      same(await Promise.all(calls), ['enough', 'enough', 'enough'], 'reasons');
      same(await Promise.all(inner), ['enough', 'enough', 'enough'], 'reasons of those made inside');
      equal(sent.calls.length, 0, 'requests of those');
    },
  },

  {
    name: 'a signal that can’t be changed serves',
    async run({ api }) {
      const listeners = new Set();
      let aborted = false;
      const signal = Object.freeze({
        get aborted() {
          return aborted;
        },
        reason: 'enough',
        addEventListener: (type, listener) => listeners.add(listener),
        removeEventListener: (type, listener) => listeners.delete(listener),
      });
      const fetch = silent();
      const calls = [0, 1].map(() => rejection(api.revokeToken(REQUEST, { fetch, signal })));
      equal(listeners.size, 1, 'listeners');
      aborted = true;
      for (const listener of listeners) listener();
      same(await Promise.all(calls), ['enough', 'enough'], 'reasons');
      equal(listeners.size, 0, 'listeners afterwards');
    },
  },

  {
    name: 'a signal that aborts while it is being listened to',
    async run({ api }) {
      const signal = {
        aborted: false,
        addEventListener(type, listener) {
          Object.assign(this, { aborted: true, reason: 'at once' });
          listener();
        },
        removeEventListener() {},
      };
      equal(await rejection(api.revokeToken(REQUEST, { fetch: silent(), signal })), 'at once', 'reason');
      signal.aborted = false;
      const many = api.revokeTokens([REQUEST], { fetch: silent(), signal });
      equal(await rejection(many.next()), 'at once', 'reason of many');
    },
  },

  {
    name: 'a signal that has thrown is listened to by the next call',
    async run({ api }) {
      const signal = foreignSignal();
      const { addEventListener } = signal;
      signal.addEventListener = () => {
        throw new Error('thrown by the signal');
      };
      const fetch = silent();
      match((await rejection(api.revokeToken(REQUEST, { fetch, signal }))).message, /"signal"/);
      signal.addEventListener = addEventListener;
      const next = rejection(api.revokeToken(REQUEST, { fetch, signal }));
      equal(signal.listeners.size, 1, 'listeners');
      signal.abort('enough');
      equal(await next, 'enough', 'reason');
    },
  },

  {
    name: 'a signal that does not let go ends no call, and the next one sees an abort',
    async run({ api }) {
      const signal = foreignSignal();
      signal.removeEventListener = () => {
        throw new Error('thrown by the signal');
      };
      const calls = [0, 1].map(() => api.revokeToken(REQUEST, { fetch: spy(), signal }));
      for (const { code } of await Promise.all(calls)) equal(code, '00', 'code');
      const next = rejection(api.revokeToken(REQUEST, { fetch: silent(), signal }));
      signal.abort('enough');
      equal(await next, 'enough', 'reason');
    },
  },

  {
    name: 'a reason that throws is what all calls that share the signal reject with',
    async run({ api }) {
      const signal = foreignSignal();
      const thrown = new Error('thrown by the signal');
      const fetch = silent();
      const calls = [0, 1].map(() => rejection(api.revokeToken(REQUEST, { fetch, signal })));
      const many = api.revokeTokens([REQUEST], { fetch, signal });
      const outcome = many.next();
      for (let left = 100; fetch.signals.length < 3 && left > 0; left -= 1) await quiet();
      Object.defineProperty(signal, 'reason', {
        get() {
          throw thrown;
        },
        set() {},
      });
      signal.abort();
      same(await Promise.all(calls), [thrown, thrown], 'reasons');
      equal((await outcome).value.reason, thrown, 'reason of one of many');
      equal(await rejection(many.next()), thrown, 'reason of many');
      equal(signal.listeners.size, 0, 'listeners');
    },
  },

  {
    name: 'of many tokens, a signal that throws is a TypeError that names it, and nothing is read or sent',
    async run({ api }) {
      const fail = () => {
        throw new Error('thrown by the signal');
      };
      let reads = 0;
      const input = {
        [Symbol.iterator]: () => ({ next: () => ((reads += 1), { done: false, value: REQUEST }) }),
      };
      // It is looked at before, to see whether it is a signal.
      let looks = 0;
      const later = Object.defineProperty(foreignSignal(), 'aborted', {
        get: () => ((looks += 1) > 1 ? fail() : false),
      });
      for (const signal of [{ ...foreignSignal(), addEventListener: fail }, later]) {
        const fetch = spy();
        const error = await rejection(api.revokeTokens(input, { fetch, signal }).next());
        equal(error.constructor, TypeError, `the class of ${error}`);
        match(error.message, /"signal"/);
        same([reads, fetch.calls.length], [0, 0], 'read, sent');
      }
    },
  },
];
