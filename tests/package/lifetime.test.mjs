// When a call's promise has settled, nothing of the call is left.
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { after, describe, test } from 'node:test';
import { REQUEST, REVOKED, refusal, spy } from '../contract/examples.mjs';
import { startRecorder } from '../contract/recorder.mjs';
import { recorderAt } from '../contract/recorder-client.mjs';
import { LOADS, run } from './child.mjs';
import { entries } from './consumer.mjs';

const server = await startRecorder();
after(() => server.close());
const recorder = recorderAt(server.url, fetch);

/** How a call may end: the answers, and what else the script does. */
const ENDS = {
  'a success': { answers: [REVOKED] },
  'a refusal': { answers: [refusal(404)] },
  'a redirect': { answers: [{ status: 307, redirect: true }] },
  'a retry': { answers: [refusal(503, { 'retry-after': '0' }), REVOKED] },
  'a lost connection': { answers: [{ end: 'drop' }], options: 'retries: 0' },
  'a truncated body': { answers: [{ ...REVOKED, end: 'truncated' }], options: 'retries: 0' },
  'a body that is too long': { answers: [{ body: ' '.repeat(200_000), end: 'open' }] },
  'a time-out': { answers: [{ end: 'silent' }], options: 'retries: 0, timeout: 100' },
  'an abort before the answer': { answers: [{ end: 'silent' }], abort: true },
  'an abort in the body': { answers: [{ ...REVOKED, end: 'open' }], abort: true },
  'an abort between attempts': { answers: [refusal(503, { 'retry-after': '30' })], abort: true },
};

/** From the last promise to the end of the process, in milliseconds; a left timer takes 30 s. */
const AT_ONCE = 15_000;

for (const [how, load] of Object.entries(LOADS)) {
  describe(`by ${how}, a process ends by itself after`, { concurrency: 2 }, () => {
    for (const [end, { answers, options = '', abort = false }] of Object.entries(ENDS)) {
      test(end, async () => {
        const { baseUrl } = await recorder.script(...answers);
        const { status, stdout, stderr } = await run(`
          const { revokeToken } = ${load};
          const controller = new AbortController();
          const promise = revokeToken(${JSON.stringify(REQUEST)}, {
            baseUrl: '${baseUrl}', signal: controller.signal, ${options}
          });
          if (${abort}) setTimeout(() => controller.abort(), 500);
          await promise.catch(() => {});
          const settled = Date.now();
          process.on('exit', () => process.stdout.write(String(Date.now() - settled)));
        `);
        assert.deepEqual([status, stderr], [0, '']);
        assert.ok(Number(stdout) < AT_ONCE, `${stdout} ms after the promise`);
      });
    }

    test('many tokens under one signal, aborted or not, without a warning of too many listeners', async () => {
      const { status, stdout, stderr } = await run(`
        import { getEventListeners } from 'node:events';
        const { revokeTokens } = ${load};
        const request = ${JSON.stringify(REQUEST)};
        const counts = [];
        for (const abort of [false, true]) {
          const owner = new AbortController();
          let most = 0;
          const fetch = async () => {
            most = Math.max(most, getEventListeners(owner.signal, 'abort').length);
            if (abort) return new Promise(() => {});
            await new Promise((resolve) => setTimeout(resolve, 20));
            return new Response('{"code":"00"}');
          };
          if (abort) setTimeout(() => owner.abort('enough'), 100);
          const options = { fetch, signal: owner.signal, rateLimit: false };
          let seen = 0;
          try {
            for await (const outcome of revokeTokens(Array(100).fill(request), options)) seen += 1;
          } catch (reason) {
            counts.push(reason);
          }
          counts.push(seen, most, getEventListeners(owner.signal, 'abort').length);
        }
        process.stdout.write(JSON.stringify(counts));
      `);
      assert.deepEqual([status, stderr], [0, '']);
      assert.deepEqual(JSON.parse(stdout), [100, 1, 0, 'enough', 32, 1, 0]);
    });

    test('many calls with one signal, without a warning of too many listeners', async () => {
      const { status, stdout, stderr } = await run(`
        import { getEventListeners } from 'node:events';
        const { revokeToken, revokeTokens } = ${load};
        const request = ${JSON.stringify(REQUEST)};
        const owner = new AbortController();
        const { signal } = owner;
        const count = () => getEventListeners(signal, 'abort').length;
        const counts = [];
        for (const abort of [false, true]) {
          let release;
          const released = new Promise((resolve) => (release = resolve));
          const fetch = async () => {
            await released;
            return new Response('{"code":"00"}');
          };
          const calls = Array.from({ length: 50 }, () => revokeToken(request, { fetch, signal }));
          const all = async () => {
            for await (const { status } of revokeTokens([request], { fetch, signal })) counts.push(status);
          };
          calls.push(...Array.from({ length: 20 }, all));
          await new Promise((resolve) => setImmediate(resolve));
          counts.push(count());
          if (abort) owner.abort('enough');
          else release();
          const ends = await Promise.allSettled(calls);
          counts.push(ends.filter(({ status, reason }) => status === 'fulfilled' || reason === 'enough').length);
          counts.push(count());
        }
        process.stdout.write(JSON.stringify(counts.filter((it) => typeof it === 'number')));
        process.exit();
      `);
      assert.deepEqual([status, stderr], [0, '']);
      assert.deepEqual(JSON.parse(stdout), [1, 70, 0, 1, 70, 0]);
    });

    test('a signal that no one else holds, so that it can be collected', async () => {
      const { status, stdout, stderr } = await run(
        `
        const { revokeToken } = ${load};
        const request = ${JSON.stringify(REQUEST)};
        const fetch = async () => new Response('{"code":"00"}');
        const made = 100;
        let collected = 0;
        const registry = new FinalizationRegistry(() => (collected += 1));
        const callAll = async () => {
          for (let call = 0; call < made; call += 1) {
            // Not the platform's: Node itself holds those for a while.
            const signal = { aborted: false, addEventListener() {}, removeEventListener() { throw 1; } };
            registry.register(signal);
            await revokeToken(request, { fetch, signal });
          }
        };
        await callAll();
        for (let left = 50; collected < made - 1 && left > 0; left -= 1) {
          globalThis.gc();
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        process.stdout.write(String(collected >= made - 1));
        `,
        ['--expose-gc'],
      );
      assert.deepEqual([status, stderr, stdout], [0, '', 'true']);
    });

    test('rejections that come when no one waits for them any more', async () => {
      const { status, stdout, stderr } = await run(`
        const { revokeToken } = ${load};
        const late = (ms) => new Promise((_, reject) => setTimeout(reject, ms, new Error('late')));
        const headers = new Headers();
        const never = () => new Promise(() => {});
        const body = (read, cancel) => ({ getReader: () => ({ read, cancel }) });
        const answers = [
          () => late(100),
          () => Promise.resolve({ status: 200, headers, text: () => late(100) }),
          () => Promise.resolve({ status: 200, headers, body: body(() => late(100), () => late(50)) }),
          () => Promise.resolve({ status: 200, headers, body: body(never, () => Promise.reject('cancel')) }),
          () => Promise.resolve({ status: 200, headers, body: body(never, () => { throw 'cancel'; }) }),
        ];
        const calls = answers.map((fetch) =>
          revokeToken(${JSON.stringify(REQUEST)}, { fetch, timeout: 20, retries: 0 }));
        const names = (await Promise.allSettled(calls)).map(({ reason }) => reason.name);
        process.stdout.write(names.join());
      `);
      assert.deepEqual([status, stderr], [0, '']);
      assert.equal(stdout, Array(5).fill('TimeoutError').join());
    });
  });
}

for (const [how, { revokeToken }] of Object.entries(entries)) {
  test(`by ${how}, a signal that lives through 10,000 calls gathers no listeners`, async () => {
    const warnings = [];
    const warn = (warning) => warnings.push(warning.name);
    process.on('warning', warn);
    const { signal } = new AbortController();
    const answers = [
      () => new Response(REVOKED.body),
      () => new Response('{}', { status: 404 }),
      () => ({}),
      () => Promise.reject(new Error('lost')),
    ];
    let calls = 0;
    const fetch = spy(() => answers[(calls += 1) % answers.length]());
    for (let done = 0; done < 10_000; done += 5) {
      const five = Array.from({ length: 5 }, () =>
        revokeToken(REQUEST, { fetch, signal, retries: 0 }),
      );
      await Promise.allSettled(five);
      fetch.calls.length = 0;
      assert.equal(getEventListeners(signal, 'abort').length, 0);
    }
    process.off('warning', warn);
    assert.deepEqual([calls, warnings], [10_000, []]);
  });
}
