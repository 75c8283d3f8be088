// Aborts and time-outs.
import { equal, match, ok, rejection, same } from './assert.mjs';
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
    async run({ api, recorder }) {
      for (const answer of [MOMENTS['before the answer'], MOMENTS['in the middle of the body']]) {
        const server = await recorder.script(answer);
        const options = { baseUrl: server.baseUrl, timeout: 500, retries: 0 };
        const error = await rejection(api.revokeToken(REQUEST, options));
        same([error.name, error.outcome], ['TimeoutError', 'unknown'], 'error');
        await server.until(stopped);
      }
    },
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
        if (late.length > 0) return Promise.resolve(new Response('{"code":"01"}'));
        return new Promise((resolve) => late.push(resolve));
      };
      const promise = api.revokeToken(REQUEST, { fetch, timeout: 20, retries: 1 });
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
];
