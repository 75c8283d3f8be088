// Chromium sends a POST again by itself where a connection that was used before breaks without an answer. The page sees only
// the answer to the second request. A relay recognises that request by its idempotency key.
//
// Environment: PACKAGE, the folder of the built package; MOCK_SERVER_URL, a mock server: it revokes a token once, and
// answers 404 from then on; CHROMIUM, the browser.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { site } from '../../faults/site.mjs';
import { launch, open } from '../../page/browser.mjs';

const { PACKAGE, MOCK_SERVER_URL } = process.env;
const { createRevokeRelay, toNodeHandler } = await import(pathToFileURL(join(PACKAGE, 'relay.js')));

/** For a call in the page, in milliseconds. */
const BOUND = 30_000;

/**
 * From the hook `approve` until the relay waits for an earlier request under the same key, in milliseconds, and in how many
 * steps: where the process stands still, one of them passes, and not the whole time.
 */
const TO_WAIT = 200;
const STEPS = 10;

const CLIENT_ID = randomUUID();

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** The place of the request whose connection breaks. */
const BROKEN = 1;

/**
 * A page with a relay behind it that answers the first request, and breaks the connection of the second.
 *
 * @param {'after the vendor answered' | 'while the vendor is asked'} when the connection breaks
 * @param {number} instances of the relay, which share a store and take turns
 */
async function openPage(t, when, instances = 1) {
  /** The requests to the relay: of each its socket, its key, and its answer's status and whether it was a replay. */
  const met = [];
  const events = new EventEmitter();
  const options = { authorize: () => true, approve, baseUrl: MOCK_SERVER_URL, clientId: CLIENT_ID, fetch: askVendor };
  if (instances > 1) options.store = storeOf(new Map());
  const relays = Array.from({ length: instances }, () => createRevokeRelay(options));

  let asked = 0;
  async function askVendor(url, init) {
    const isBroken = asked === BROKEN;
    asked += 1;
    const answer = await fetch(url, init);
    if (isBroken && when === 'while the vendor is asked') {
      // The vendor has revoked the token. The relay gets that answer when the repeated request waits for it.
      met[BROKEN].socket.destroy();
      await once(events, 'repeated');
      for (let step = 0; step < STEPS; step += 1) await sleep(TO_WAIT / STEPS);
    }
    return answer;
  }

  function approve() {
    if (met.length > BROKEN + 1) events.emit('repeated');
    return true;
  }

  function answer(incoming, outgoing) {
    const { socket, headers } = incoming;
    const entry = { socket, key: headers['idempotency-key'] };
    const index = met.push(entry) - 1;
    const relay = relays[index % instances];
    const handler = toNodeHandler(async (...given) => {
      const response = await relay(...given);
      entry.status = response.status;
      entry.isReplay = response.headers.has('idempotency-replayed');
      if (index === BROKEN) socket.destroy();
      return response;
    });
    handler(incoming, outgoing);
  }

  const server = await site(answer);
  t.after(() => server.stop());
  const watched = await open(browser, {}, { intercept: false });
  watched.expect(/^Failed to load resource/);
  t.after(() => watched.close());
  const { page } = watched;
  await page.goto(server.url);
  await page.waitForFunction(() => window.call !== undefined);
  const revoke = (options) => {
    const request = { clientId: CLIENT_ID, access_token: randomBytes(200).toString('hex') };
    return page.evaluate(([options, more]) => window.call(options, more), [options, { request, bound: BOUND }]);
  };
  return { met, revoke, url: server.url };
}

function storeOf(map) {
  return { get: async (key) => map.get(key), set: async (key, value) => void map.set(key, value) };
}

/** That the second request was broken on a connection used before, and sent again by Chromium itself. */
function assertRepeated(met, calls) {
  assert.equal(met.length, 3);
  const [first, second, third] = met;
  assert.equal(second.socket, first.socket, 'the second request came on the connection of the first');
  assert.notEqual(third.socket, second.socket);
  assert.equal(second.status, 200, 'the vendor revoked the token');
  assert.equal(third.key, second.key);
  assert.deepEqual(calls.map(({ attempts }) => attempts), [1, 1], 'the package made one attempt each');
}

const CASES = [
  { when: 'after the vendor answered', isReplay: true },
  { when: 'while the vendor is asked', isReplay: false },
  { when: 'after the vendor answered', instances: 2, isReplay: true },
];

for (const { when, instances, isReplay } of CASES) {
  const relay = instances > 1 ? 'another instance of the relay' : 'the relay';
  test(`where Chromium repeats a request that broke ${when}, ${relay} answers that the token is revoked`, async (t) => {
    const { met, revoke } = await openPage(t, when, instances);
    const calls = [await revoke({ relay: '/relay' }), await revoke({ relay: '/relay' })];
    assertRepeated(met, calls);
    assert.deepEqual(calls.map(({ outcome, status }) => [outcome, status]), [['revoked', 200], ['revoked', 200]]);
    assert.notEqual(met[2].key, undefined);
    assert.equal(met[2].isReplay, isReplay);
  });
}

test('without a key, the call ends with the answer to the repeat: not_revoked, though the token is', async (t) => {
  const { met, revoke, url } = await openPage(t, 'after the vendor answered');
  const calls = [await revoke({ baseUrl: `${url}relay` }), await revoke({ baseUrl: `${url}relay` })];
  assertRepeated(met, calls);
  const [, { name, outcome, status }] = calls;
  assert.deepEqual([name, outcome, status], ['RecordNotFoundError', 'not_revoked', 404]);
  assert.equal(met[2].key, undefined);
});
