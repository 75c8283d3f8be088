// A test environment such as jsdom, whose AbortController is not the platform's: Node's fetch, from
// Node 24 on, refuses its signals.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { REQUEST, REVOKED } from '../contract/examples.mjs';
import { startRecorder } from '../contract/recorder.mjs';
import { recorderAt } from '../contract/recorder-client.mjs';
import { LOADS, result } from './child.mjs';

const server = await startRecorder();
after(() => server.close());
const recorder = recorderAt(server.url, fetch);

/** What such an environment puts in the place of the platform's; a fetch of any version refuses these. */
const CONTROLLERS = {
  'a class of its own': 'class AbortController { signal = new EventTarget(); abort() {} }',
  'a class made like Node’s': `class AbortController {
    signal = { [Symbol('kAborted')]: false, addEventListener() {}, removeEventListener() {} };
    abort() {}
  }`,
  'a mock that makes plain objects': 'function () { return { signal: new EventTarget(), abort() {} }; }',
};

const realm = (controller) => `
  globalThis.AbortController = ${controller};
  class CallersSignal extends EventTarget {
    aborted = false;
    reason = undefined;
    abort(reason) {
      Object.assign(this, { aborted: true, reason });
      this.dispatchEvent(new Event('abort'));
    }
  }
  let asked = 0;
  globalThis.Request = new Proxy(Request, {
    construct(target, given) {
      asked += 1;
      return Reflect.construct(target, given);
    },
  });
`;

const settings = Object.entries(LOADS).flatMap(([how, load]) =>
  Object.entries(CONTROLLERS).map(([what, controller]) => ({ how, load, what, environment: realm(controller) })),
);

for (const { how, load, what, environment } of settings) {
  describe(`by ${how}, with an AbortController that the platform's fetch refuses: ${what}`, () => {
    test('calls are sent anyway, and it is asked once whether it takes the signal', async () => {
      const { baseUrl, requests } = await recorder.script(REVOKED);
      const found = await result(`${environment}
        const { revokeToken } = ${load};
        const codes = [];
        for (let call = 0; call < 3; call += 1) {
          const options = { baseUrl: '${baseUrl}', signal: new CallersSignal(), retries: 0 };
          codes.push((await revokeToken(${JSON.stringify(REQUEST)}, options)).code);
        }
        process.stdout.write(JSON.stringify([...codes, asked]));
      `);
      assert.deepEqual(found, ['00', '00', '00', 1]);
      assert.equal((await requests()).length, 3);
    });

    test('a fetch that fails of itself is called once for an attempt', async () => {
      const found = await result(`${environment}
        const { revokeToken } = ${load};
        let calls = 0;
        globalThis.fetch = async () => {
          calls += 1;
          throw new TypeError('fetch failed');
        };
        const options = { baseUrl: 'http://127.0.0.1:9', retries: 0 };
        const { name, attempts } = await revokeToken(${JSON.stringify(REQUEST)}, options)
          .catch((error) => error);
        process.stdout.write(JSON.stringify([name, attempts, calls]));
      `);
      assert.deepEqual(found, ['NetworkError', 1, 1]);
    });

    test('an abort ends the call at once with its reason, though it can’t stop the request', async () => {
      const { baseUrl } = await recorder.script({ end: 'silent' });
      const found = await result(`${environment}
        const { revokeToken } = ${load};
        const signal = new CallersSignal();
        setTimeout(() => signal.abort('enough'), 200);
        const reason = await revokeToken(${JSON.stringify(REQUEST)}, { baseUrl: '${baseUrl}', signal })
          .catch((reason) => reason);
        process.stdout.write(JSON.stringify(reason), () => process.exit());
      `);
      assert.equal(found, 'enough');
    });
  });
}
