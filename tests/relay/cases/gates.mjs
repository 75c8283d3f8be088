// The table of gates: each refuses with its name and status, and the first of two answers.
import assert from 'node:assert/strict';
import { refused } from './assert.mjs';

const FOREIGN = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
const ALLOWED = 'https://admin.example.com';
const LARGE = JSON.stringify({ access_token: 'x'.repeat(9000) });

/** What makes each gate refuse, in order: a change of the relay, or of the request. `needs` is what the host needs. */
const ROWS = [
  { gate: 'path', status: 404, request: { path: '/relay/v1/auth/token' }, needs: ['every path'] },
  { gate: 'method', status: 405, request: { method: 'PUT' }, needs: ['every method'] },
  { gate: 'origin', status: 403, request: { headers: FOREIGN } },
  { gate: 'media-type', status: 415, request: { headers: { 'content-type': 'application/xml' } }, needs: ['raw bodies'] },
  { gate: 'authorize', status: 403, relay: { hooks: { authorize: 'no' } } },
  { gate: 'size', status: 413, request: { body: LARGE } },
  { gate: 'body', status: 400, request: { body: 'no JSON' }, needs: ['raw bodies'] },
  { gate: 'client', status: 500, relay: { hooks: { clientId: 'throws' } } },
  { gate: 'request', status: 400, request: { token: 'short' } },
  { gate: 'approve', status: 403, relay: { hooks: { approve: 'no' } } },
  // The others need a request that is under way, or no WebAssembly: see below, and load.test.mjs.
];

/** Both changes together; of the body the earlier one counts, unless both can be had. */
function both(first, second) {
  return {
    relay: { hooks: { ...second.relay?.hooks, ...first.relay?.hooks } },
    request: {
      ...second.request,
      ...first.request,
      headers: { ...second.request?.headers, ...first.request?.headers },
    },
  };
}

const each = ROWS.map(({ gate, status, relay, request, needs }) => ({
  name: `${gate} refuses with ${status}`,
  needs,
  async run(t) {
    const one = t.relay(relay);
    refused(await one.send(request), gate, status);
    const { calls, audit } = await one.log();
    assert.ok(!calls.includes('fetch'), 'nothing was sent');
    assert.deepEqual(audit, [], 'nothing was audited');
  },
}));

const pairs = ROWS.slice(1).map((second, at) => {
  const first = ROWS[at];
  return {
    name: `${first.gate} answers before ${second.gate}`,
    needs: [...(first.needs ?? []), ...(second.needs ?? [])],
    async run(t) {
      const { relay, request } = both(first, second);
      // A body that is too large and no JSON as well.
      if (second.gate === 'body') request.body = 'x'.repeat(9000);
      refused(await t.relay(relay).send(request), first.gate, first.status);
    },
  };
});

/** A relay whose only permit is taken by a request that the vendor never answers. That one ends with the vendor. */
async function occupied(t, rest) {
  const options = { maxInFlight: 1, timeout: 60_000 };
  const relay = await t.scripted([{ end: 'silent' }], { options, ...rest });
  relay.send().catch(() => {});
  await relay.until((requests) => requests.length === 1);
  return relay;
}

export const gates = [
  ...each,
  ...pairs,
  {
    name: 'approve answers before busy',
    async run(t) {
      const hooks = { authorize: 'actor', approve: 'yes' };
      const relay = await occupied(t, { hooks });
      const busy = await relay.send();
      refused(busy, 'busy', 429);
      assert.equal(busy.headers['retry-after'], '1');
      refused(await relay.send({ token: 'short' }), 'request', 400);
    },
  },
  {
    name: 'busy answers before audit, and is not audited',
    async run(t) {
      const hooks = { authorize: 'actor', audit: { mallory: { before: 'throws' } } };
      const relay = await occupied(t, { hooks });
      refused(await relay.send({ headers: { 'x-actor': 'mallory' } }), 'busy', 429);
      const { audit } = await relay.log();
      assert.deepEqual(audit.map(({ actor }) => actor), ['ada']);
    },
  },
  {
    name: 'a permit is given back when the vendor has answered',
    async run(t) {
      const relay = t.relay({ options: { maxInFlight: 1 } });
      for (let i = 0; i < 3; i += 1) assert.equal((await relay.send()).gate, 'vendor');
    },
  },
  {
    name: 'a permit is given back where the audit trail refuses',
    async run(t) {
      const hooks = { authorize: 'actor', audit: { mallory: { before: 'throws' } } };
      const relay = t.relay({ options: { maxInFlight: 1 }, hooks });
      for (let i = 0; i < 2; i += 1) {
        refused(await relay.send({ headers: { 'x-actor': 'mallory' } }), 'audit', 503);
      }
      assert.equal((await relay.send()).gate, 'vendor');
    },
  },
  {
    name: 'a path may have any prefix and a query',
    run: async (t) => assert.equal((await t.relay().send({ path: '/relay/a/b/v1/auth/token/revoke?x=/y' })).gate, 'vendor'),
  },
  {
    name: 'a path may have one slash at its end',
    needs: 'slash at the end',
    run: async (t) => assert.equal((await t.relay().send({ path: '/relay/v1/auth/token/revoke/' })).gate, 'vendor'),
  },
  {
    name: 'no other path is the relay\'s',
    needs: ['every path', 'slash at the end'],
    async run(t) {
      const relay = t.relay();
      for (const path of [
        '/relay/v1/auth/token/revoke//',
        '/relay/v1/auth/token/revoked',
        '/relay/V1/auth/token/revoke',
        '/relay/v1/auth/token%2Frevoke',
      ]) {
        refused(await relay.send({ path }), 'path', 404);
      }
    },
  },
  {
    name: 'every other method is refused, with what is allowed',
    needs: ['every method'],
    async run(t) {
      for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        const answer = await t.relay().send({ method });
        refused(answer, 'method', 405);
        assert.equal(answer.headers.allow, 'POST', method);
      }
      const relay = t.relay({ options: { allowedOrigins: [ALLOWED] } });
      assert.equal((await relay.send({ method: 'GET' })).headers.allow, 'POST, OPTIONS');
    },
  },
  {
    name: 'HEAD is answered without a body',
    needs: ['every method'],
    async run(t) {
      const { status, text, gate } = await t.relay().send({ method: 'HEAD' });
      assert.deepEqual([status, text, gate], [405, '', 'method']);
    },
  },
  {
    name: 'the media type may have parameters and any case',
    async run(t) {
      const relay = t.relay();
      for (const type of ['application/json; charset=utf-8', 'Application/JSON', 'application/json ;x=y']) {
        assert.equal((await relay.send({ headers: { 'content-type': type } })).status, 200, type);
      }
    },
  },
  {
    name: 'other media types are refused',
    needs: 'raw bodies',
    async run(t) {
      const relay = t.relay();
      for (const type of ['application/jsonp', 'application/json5', 'text/json']) {
        refused(await relay.send({ headers: { 'content-type': type } }), 'media-type', 415);
      }
    },
  },
  {
    name: 'no media type, and several, are refused',
    needs: ['raw bodies', 'invalid media types'],
    async run(t) {
      const relay = t.relay();
      for (const type of [undefined, 'application/x, application/json']) {
        refused(await relay.send({ headers: { 'content-type': type } }), 'media-type', 415);
      }
    },
  },
];
