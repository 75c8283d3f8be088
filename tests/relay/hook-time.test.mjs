// The time that hooks may take, by a clock that moves only where a hook or the vendor takes time.
//
// Environment: CONSUMER, a project with the package installed.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import './simulation/platform.mjs';
import { reset, run, wait } from './simulation/clock.mjs';
import { createRevokeRelay } from './package.mjs';
import { CLIENT_ID, newToken, PATH } from './table.mjs';

beforeEach(reset);

/** Sends a request to a relay with these options. Resolves with the gate that answered, and what `onError` got. */
async function send(options) {
  const errors = [];
  const relay = createRevokeRelay({
    authorize: () => true,
    baseUrl: 'http://127.0.0.1',
    clientId: CLIENT_ID,
    fetch: async () => new Response('{"code":"00"}'),
    onError: ({ message }) => errors.push(message),
    ...options,
  });
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'key' };
  const body = JSON.stringify({ access_token: newToken() });
  const answer = relay(new Request(`http://relay.example${PATH}`, { method: 'POST', headers, body }));
  assert.equal(await run(), true);
  return { gate: (await answer).headers.get('x-nomba-revoke-relay'), errors };
}

const never = () => new Promise(() => {});

test('All hooks together may take four times as long as one', async () => {
  // Each of these hooks stays within its own time: 250 of 300 ms.
  const slow = () => wait(250).then(() => true);
  const hooks = { authorize: slow, approve: slow, audit: slow, store: { get: never, set: never } };
  const { gate, errors } = await send({ ...hooks, hookTimeout: 300 });
  // authorize, approve and store.get take 800 ms of 1,200; audit 250; nothing is left for store.set and after.
  assert.equal(gate, 'vendor');
  assert.equal(errors.length, 4);
  assert.match(errors.join(), /"store.get".*"store.set".*"store.set".*"audit"/);
});

test('What a late hook does later takes no time from the others', async () => {
  const { gate, errors } = await send({
    hookTimeout: 150,
    store: { get: () => wait(350), set() {} },
    audit: () => wait(70),
    fetch: () => wait(300).then(() => new Response('{"code":"404"}', { status: 404 })),
  });
  assert.equal(gate, 'vendor');
  // Once before sending and once after it, and no entry of the audit trail.
  assert.equal(errors.length, 2);
  assert.ok(errors.every((message) => message.includes('"store.get"')), errors.join());
});
