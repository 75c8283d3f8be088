// Calls with jsdom's AbortSignal as the caller's. Node's fetch takes it up to Node 22, and refuses it
// from Node 24 on.
//
// Environment: CONSUMER, the project that the package is installed in.
import { JSDOM } from 'jsdom';
import { after, describe, test } from 'node:test';
import { equal, rejection } from '../contract/assert.mjs';
import { REQUEST, REVOKED, spy } from '../contract/examples.mjs';
import { startRecorder } from '../contract/recorder.mjs';
import { recorderAt } from '../contract/recorder-client.mjs';
import { entries } from '../package/consumer.mjs';

const arrived = (requests) => requests.length > 0;
const stopped = (requests) => requests.length > 0 && requests[0].stopped;

/** How often a `Request` was made: how the package finds out what the platform's fetch takes. */
let asked = 0;

/**
 * @param {string} setting what it is tried in
 * @param {number} trials how often the package has to make a `Request` to find out; none for Node's own signals
 * @param {(window: object) => void} enter goes there, before the package's first call
 */
export async function trySignals(setting, trials, enter) {
  const { window } = new JSDOM();
  enter(window);
  const { AbortController, AbortSignal } = window;
  globalThis.Request = new Proxy(Request, {
    construct(target, given) {
      asked += 1;
      return Reflect.construct(target, given);
    },
  });
  const server = await startRecorder();
  after(() => server.close());
  const recorder = recorderAt(server.url, fetch);

  for (const [how, { revokeToken }] of Object.entries(entries)) {
    describe(`${setting}, by ${how}`, () => {
      test(`calls are sent, and whether fetch takes the signal is tried ${trials} times in all`, async () => {
        const { baseUrl, requests } = await recorder.script(REVOKED);
        asked = 0;
        for (let call = 0; call < 3; call += 1) {
          const { signal } = new AbortController();
          equal((await revokeToken(REQUEST, { baseUrl, signal, retries: 0 })).code, '00');
        }
        equal((await requests()).length, 3, 'requests');
        equal(asked, trials, 'times tried');
      });

      test('a signal that is aborted already: its own reason, and nothing is sent', async () => {
        for (const given of [undefined, { why: 'over' }]) {
          const fetch = spy();
          const signal = AbortSignal.abort(given);
          equal(await rejection(revokeToken(REQUEST, { fetch, signal })), signal.reason, 'reason');
          equal(fetch.calls.length, 0, 'calls of fetch');
        }
      });

      test('an abort on the way: the signal’s own reason', async () => {
        for (const given of [undefined, { why: 'enough' }]) {
          const { baseUrl, until } = await recorder.script({ end: 'silent' });
          const controller = new AbortController();
          const { signal } = controller;
          const call = rejection(revokeToken(REQUEST, { baseUrl, signal }));
          await until(arrived);
          controller.abort(given);
          equal(await call, signal.reason, 'reason');
          if (given !== undefined) equal(signal.reason, given, 'reason');
          // Where fetch refuses the environment's own signals, nothing can stop a request.
          if (takes(new globalThis.AbortController().signal)) await until(stopped);
        }
      });

      test('calls that share a signal share a listener', async () => {
        const { signal } = new AbortController();
        const listeners = new Set();
        const { addEventListener, removeEventListener } = signal;
        signal.addEventListener = function (type, listener) {
          listeners.add(listener);
          addEventListener.call(this, type, listener);
        };
        signal.removeEventListener = function (type, listener) {
          listeners.delete(listener);
          removeEventListener.call(this, type, listener);
        };
        const fetch = async () => {
          await new Promise((resolve) => setTimeout(resolve, 20));
          return new Response(REVOKED.body);
        };
        const calls = Array.from({ length: 20 }, () => revokeToken(REQUEST, { fetch, signal }));
        equal(listeners.size, 1, 'listeners');
        await Promise.all(calls);
        equal(listeners.size, 0, 'listeners afterwards');
      });

      test('a time-out of the caller’s: the signal’s own reason', async () => {
        const { baseUrl } = await recorder.script({ end: 'silent' });
        const signal = AbortSignal.timeout(200);
        const reason = await rejection(revokeToken(REQUEST, { baseUrl, signal }));
        equal(reason, signal.reason, 'reason');
        equal(reason.name, 'TimeoutError', 'name');
      });
    });
  }
}

function takes(signal) {
  try {
    return new Request('http://localhost', { signal }).signal !== null;
  } catch {
    return false;
  }
}
