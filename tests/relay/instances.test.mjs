// Two instances of a relay over one store, with requests under one key that are under way at one time.
//
// Environment: CONSUMER, a project with the package installed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRevokeRelay } from './package.mjs';
import { CLIENT_ID, newToken, PATH } from './table.mjs';

const REVOKED = { status: 200, code: '00' };
const NOT_FOUND = { status: 404, code: '404' };
const LIMITED = { status: 429, code: '429' };

/** A promise, and the function that resolves it. */
function gate() {
  let open;
  const opened = new Promise((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** A gate that opens when the test is over, so that nothing waits for it any longer. */
function gateUntilEnd(t) {
  const closed = gate();
  t.after(closed.open);
  return closed;
}

/**
 * An instance. Its request waits for `audited` in the audit before sending, and for `answered` at the vendor; `isAtAudit` and
 * `isSent` resolve when it is there.
 */
function instance(store, answer, { audited, answered } = {}) {
  const isAtAudit = gate();
  const isSent = gate();
  const stages = [];
  const relay = createRevokeRelay({
    authorize: () => true,
    baseUrl: 'http://127.0.0.1',
    clientId: CLIENT_ID,
    store,
    audit: async ({ stage }) => {
      stages.push(stage);
      isAtAudit.open();
      if (stage === 'before') await audited?.opened;
    },
    fetch: async () => {
      isSent.open();
      await answered?.opened;
      return Response.json({ code: answer.code, description: null }, { status: answer.status });
    },
  });
  const revoke = async (token) => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'key' };
    const body = JSON.stringify({ access_token: token });
    const response = await relay(new Request(`http://relay.test${PATH}`, { method: 'POST', headers, body }));
    return [response.status, response.headers.get('x-nomba-revoke-relay'), response.headers.get('idempotency-replayed')];
  };
  return { revoke, stages, isAtAudit: isAtAudit.opened, isSent: isSent.opened };
}

function sharedStore() {
  const facts = new Map();
  return { facts, get: async (key) => facts.get(key), set: async (key, value) => void facts.set(key, value) };
}

/** The fact in a store, which has one key only. */
function factIn({ facts }) {
  assert.equal(facts.size, 1);
  return [...facts.values()][0];
}

test('one after the other, a refusal leaves nothing in doubt', async () => {
  const store = sharedStore();
  const token = newToken();
  assert.deepEqual(await instance(store, LIMITED).revoke(token), [429, 'vendor', null]);
  assert.deepEqual(await instance(store, NOT_FOUND).revoke(token), [404, 'vendor', null]);
  assert.equal(factIn(store), 'none');
});

test('a repeat that arrives after another instance has stored doubt is in doubt, and leaves doubt', async (t) => {
  const store = sharedStore();
  const token = newToken();
  // The answer that revokes the token never comes: the instance is as good as dead.
  const revoking = instance(store, REVOKED, { answered: gateUntilEnd(t) });
  revoking.revoke(token);
  await revoking.isSent;
  assert.deepEqual(await instance(store, NOT_FOUND).revoke(token), [404, 'doubt', null]);
  assert.equal(factIn(store), 'doubt');
});

test('a refusal after another instance has stored revoked is answered as known, and leaves revoked', async () => {
  const store = sharedStore();
  const token = newToken();
  const answered = gate();
  const refused = instance(store, NOT_FOUND, { answered });
  const answer = refused.revoke(token);
  await refused.isSent;
  assert.deepEqual(await instance(store, REVOKED).revoke(token), [200, 'vendor', null]);
  answered.open();
  assert.deepEqual(await answer, [200, 'vendor', 'true']);
  assert.deepEqual(refused.stages, ['before', 'after', 'replayed']);
  assert.equal(factIn(store), 'revoked');
});

test('race: after two lookups before either stores doubt, a refusal is not in doubt, and none replaces doubt', async (t) => {
  const store = sharedStore();
  const token = newToken();
  const audited = gate();
  const revoking = instance(store, REVOKED, { answered: gateUntilEnd(t) });
  const refused = instance(store, NOT_FOUND, { audited });
  const answer = refused.revoke(token);
  await refused.isAtAudit;
  revoking.revoke(token);
  await revoking.isSent;
  audited.open();
  assert.deepEqual(await answer, [404, 'vendor', null]);
  assert.equal(factIn(store), 'none');
});

test('race: a request that is sent before another instance stores doubt is not in doubt, and none replaces doubt', async (t) => {
  const store = sharedStore();
  const token = newToken();
  const answered = gate();
  const refused = instance(store, NOT_FOUND, { answered });
  const answer = refused.revoke(token);
  await refused.isSent;
  const revoking = instance(store, REVOKED, { answered: gateUntilEnd(t) });
  revoking.revoke(token);
  await revoking.isSent;
  answered.open();
  assert.deepEqual(await answer, [404, 'vendor', null]);
  assert.equal(factIn(store), 'none');
});

test('race: doubt that is stored over revoked leaves none after a refusal, and nothing says revoked wrongly', async () => {
  const store = sharedStore();
  const token = newToken();
  const audited = gate();
  const late = instance(store, NOT_FOUND, { audited });
  const answer = late.revoke(token);
  await late.isAtAudit;
  assert.deepEqual(await instance(store, REVOKED).revoke(token), [200, 'vendor', null]);
  assert.equal(factIn(store), 'revoked');
  audited.open();
  assert.deepEqual(await answer, [404, 'vendor', null]);
  assert.equal(factIn(store), 'none');
});
