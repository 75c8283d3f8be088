// A call that is aborted, at each stage, in Node.
//
// Environment: PACKAGE, the folder of the built package.
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { OK, answer, drips, head, nothing, says } from './misbehave.mjs';
import { start } from './server.mjs';
import { within } from './try.mjs';

const { revokeToken, RevokeTokenError } = await import(pathToFileURL(join(process.env.PACKAGE, 'index.js')));

const REQUEST = { clientId: '0'.repeat(36), access_token: 'x'.repeat(400) };

/** What a slow machine may take for "at once", in milliseconds: below every other wait here. */
const AT_ONCE = 15_000;

const STAGES = {
  // A handshake that is never answered.
  'while it connects': { when: 'connection', does: nothing, scheme: 'https' },
  'before the answer': { does: nothing },
  'in the headers': { does: drips('HTTP/1.1 200 OK\r\n', 'x-more: 1\r\n') },
  'in the body': { does: drips(head('200 OK'), ' ') },
  'in the body of a refusal': { does: drips(head('401 No'), ' ') },
  'between two attempts': { does: says(answer('503 Oh', '', 'retry-after: 30')), whole: true },
};

const REASONS = {
  'no reason': [],
  'an error': [new Error('enough')],
  'a string': ['enough'],
  null: [null],
  'an object': [Object.freeze({ enough: true })],
};

/** What a promise rejected with. */
const rejection = (promise) =>
  promise.then(
    (value) => assert.fail(`it resolved: ${JSON.stringify(value)}`),
    (reason) => reason,
  );

for (const [stage, { scheme = 'http', whole = false, ...row }] of Object.entries(STAGES)) {
  describe(`Aborted ${stage}`, () => {
    for (const [what, reason] of Object.entries(REASONS)) {
      test(`a call rejects at once with the signal's own reason, ${what}`, async (t) => {
        let arrived;
        const met = new Promise((resolve) => (arrived = resolve));
        const does = (...given) => {
          row.does(...given);
          arrived();
        };
        const server = await start({ ...row, does }, false);
        t.after(() => server.stop());
        const controller = new AbortController();
        const { signal } = controller;
        const options = { baseUrl: server.url.replace('http', scheme), timeout: Infinity, signal };
        const rejected = rejection(revokeToken(REQUEST, options));
        await within(AT_ONCE, met, 'nothing arrived');
        // Time for the server's bytes to arrive.
        await sleep(100);
        controller.abort(...reason);
        const found = await within(AT_ONCE, rejected, 'it goes on after the abort');
        assert.equal(found, signal.reason);
        assert.deepEqual(getEventListeners(signal, 'abort'), []);
        if (!whole && scheme === 'http') {
          await within(AT_ONCE, server.released(), 'the request goes on after the abort');
        }
        assert.equal(server.met, 1);
      });
    }
  });
}

test('aborted before it begins, a call sends nothing', async (t) => {
  const server = await start({ when: 'connection', does: nothing }, false);
  t.after(() => server.stop());
  for (const reason of Object.values(REASONS)) {
    const signal = AbortSignal.abort(...reason);
    const found = await rejection(revokeToken(REQUEST, { baseUrl: server.url, signal }));
    assert.equal(found, signal.reason);
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  }
  assert.equal(server.met, 0);
});

test('an abort after the end changes nothing', async (t) => {
  const server = await start({ does: says(answer('200 OK', OK)) }, false);
  t.after(() => server.stop());
  const controller = new AbortController();
  const { signal } = controller;
  const { status } = await revokeToken(REQUEST, { baseUrl: server.url, signal });
  controller.abort();
  assert.equal(status, 200);
  assert.deepEqual(getEventListeners(signal, 'abort'), []);
});

test("a signal's own time-out rejects with its own reason, not as a TimeoutError of ours", async (t) => {
  const server = await start({ does: nothing }, false);
  t.after(() => server.stop());
  const signal = AbortSignal.timeout(200);
  const options = { baseUrl: server.url, timeout: Infinity, signal };
  const found = await within(AT_ONCE, rejection(revokeToken(REQUEST, options)), 'it goes on');
  assert.equal(found, signal.reason);
  assert.ok(!(found instanceof RevokeTokenError));
  await within(AT_ONCE, server.released(), 'the request goes on after the abort');
});
