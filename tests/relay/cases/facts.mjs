// Lost answers: what the relay knows under an idempotency key.
import assert from 'node:assert/strict';
import { newToken } from '../table.mjs';
import { handedOn, refused } from './assert.mjs';

const REVOKED = { body: '{"code":"00","description":"Token revoked successfully"}' };
const NOT_FOUND = { status: 404, body: '{"code":"404","description":"Record not found"}' };

function keyed(key = 'key-1', rest = {}) {
  return { token: newToken(), headers: { 'idempotency-key': key }, ...rest };
}

function replayed(answer) {
  handedOn(answer, 200, '00');
  assert.equal(answer.headers['idempotency-replayed'], 'true');
  assert.equal(answer.headers['x-rate-limit-limit'], undefined);
}

/** The values that were written to the store. */
const written = ({ store }) => store.filter(([action]) => action === 'set').map(([, , value]) => value);

export const facts = [
  {
    name: 'success is given again, and sends nothing',
    async run(t) {
      const relay = await t.scripted([REVOKED, NOT_FOUND]);
      const request = keyed();
      const first = await relay.send(request);
      handedOn(first, 200, '00');
      assert.equal(first.headers['idempotency-replayed'], undefined);
      replayed(await relay.send(request));
      replayed(await relay.send(request));
      assert.equal((await relay.requests()).length, 1);
    },
  },
  {
    name: 'after a lost answer, a refusal is in doubt',
    async run(t) {
      const relay = t.relay({ prefer: ['fault=lost-answer'] });
      const request = keyed();
      refused(await relay.send(request), 'network', 502);
      handedOn(await relay.send(request), 404, '404', 'doubt');
      handedOn(await relay.send(request), 404, '404', 'doubt');
      const { audit } = await relay.log();
      const ends = audit.filter(({ stage }) => stage === 'after').map(({ outcome }) => outcome);
      assert.deepEqual(ends, ['unknown', 'unknown', 'unknown']);
    },
  },
  {
    name: 'after a lost answer, success is success, and known from then on',
    async run(t) {
      const relay = await t.scripted([{ end: 'drop' }, REVOKED, NOT_FOUND]);
      const request = keyed();
      refused(await relay.send(request), 'network', 502);
      handedOn(await relay.send(request), 200, '00');
      replayed(await relay.send(request));
    },
  },
  {
    name: 'every unknown ending leaves doubt',
    async run(t) {
      for (const [answer, gate] of [
        [{ end: 'silent' }, 'timeout'],
        [{ status: 500 }, 'vendor'],
        [{ status: 200, body: 'x' }, 'unexpected'],
        [{ ...REVOKED, end: 'truncated' }, 'network'],
      ]) {
        // The answer to the second request has to arrive in that time.
        const options = gate === 'timeout' ? { timeout: 3_000 } : {};
        const relay = await t.scripted([answer, NOT_FOUND], { options, store: 'map' });
        const request = keyed();
        assert.equal((await relay.send(request)).gate, gate);
        assert.deepEqual(written(await relay.log()), ['doubt'], gate);
        assert.equal((await relay.send(request)).gate, 'doubt', gate);
      }
    },
  },
  {
    name: 'a refusal leaves nothing in doubt',
    async run(t) {
      const relay = await t.scripted([NOT_FOUND, { status: 429 }, NOT_FOUND], { store: 'later map' });
      const request = keyed();
      for (const status of [404, 429, 404]) handedOn(await relay.send(request), status, String(status));
      assert.deepEqual(written(await relay.log()), ['doubt', 'none', 'doubt', 'none', 'doubt', 'none']);
    },
  },
  {
    name: 'doubt is stored before the vendor is asked and after audit, for 600 seconds, under a hash',
    async run(t) {
      const relay = await t.scripted([{ ...REVOKED, held: true }], { store: 'map' });
      const pending = relay.send(keyed());
      await relay.until((requests) => requests.length === 1);
      const { store, audit } = await relay.log();
      assert.deepEqual(store.map(([action, key, ...rest]) => [action, key.length, ...rest]), [
        ['get', 64],
        ['set', 64, 'doubt', 600],
      ]);
      assert.match(store[0][1], /^[0-9a-f]{64}$/);
      assert.equal(audit.length, 1);
      await relay.give();
      await pending;
      assert.deepEqual(written(await relay.log()), ['doubt', 'revoked']);
    },
  },
  {
    name: 'the key in the store is that of the contract',
    async run(t) {
      const { createHash } = await import('node:crypto');
      const sha256 = (text) => createHash('sha256').update(text).digest('hex');
      const options = { accountId: 'account-7' };
      const relay = t.relay({ options, store: 'map' });
      const request = keyed('the key');
      await relay.send(request);
      const { store, audit } = await relay.log();
      const [{ destination, clientId, tokenHash }] = audit;
      const members = [destination, clientId, 'account-7', tokenHash, 'the key'];
      assert.equal(tokenHash, sha256(request.token));
      assert.equal(store[0][1], sha256(JSON.stringify(members)));
      const without = t.relay({ store: 'map' });
      await without.send(request);
      assert.equal((await without.log()).store[0][1], sha256(JSON.stringify([destination, clientId, null, tokenHash, 'the key'])));
    },
  },
  {
    name: 'a refused audit leaves the store as it was',
    async run(t) {
      const relay = t.relay({ hooks: { audit: { before: 'throws' } }, store: 'map' });
      refused(await relay.send(keyed()), 'audit', 503);
      assert.deepEqual(written(await relay.log()), []);
    },
  },
  {
    name: 'another key or another token is another request',
    async run(t) {
      const relay = await t.scripted([REVOKED]);
      const request = keyed();
      await relay.send(request);
      await relay.send({ ...request, headers: { 'idempotency-key': 'key-2' } });
      await relay.send({ ...request, token: newToken() });
      assert.equal((await relay.requests()).length, 3);
    },
  },
  {
    name: 'a key that is empty or over 255 characters is ignored',
    async run(t) {
      for (const [key, times] of [['', 2], ['k'.repeat(256), 2], ['k'.repeat(255), 1]]) {
        const relay = await t.scripted([REVOKED]);
        const request = keyed(key);
        await relay.send(request);
        await relay.send(request);
        assert.equal((await relay.requests()).length, times, `${key.length} characters`);
      }
    },
  },
  {
    name: 'a second request under a key waits for the first, and gets a copy of its answer',
    async run(t) {
      const held = { ...REVOKED, held: true, headers: { 'x-rate-limit-limit': '15' } };
      const relay = await t.scripted([held, NOT_FOUND], { hooks: { authorize: 'actor', approve: 'yes' } });
      const request = keyed();
      const first = relay.send(request);
      await relay.until((requests) => requests.length === 1);
      const others = [relay.send(request), relay.send(request)];
      await relay.untilLog(({ approve }) => approve.length === 3);
      // They wait for the first one by the time that a later request has been answered.
      await relay.send(keyed('another key', { headers: { 'idempotency-key': 'another key', 'x-actor': 'grace' } }));
      await relay.give();
      for (const answer of await Promise.all([first, ...others])) {
        handedOn(answer, 200, '00');
        assert.equal(answer.headers['x-rate-limit-limit'], '15');
      }
      assert.equal((await relay.requests()).length, 2);
      const { audit } = await relay.log();
      const stages = audit.filter(({ actor }) => actor === 'ada').map(({ stage }) => stage);
      assert.deepEqual(stages, ['before', 'after', 'replayed', 'replayed']);
    },
  },
  {
    name: 'a refusal is copied as well, and is audited once where nothing was sent',
    async run(t) {
      const relay = t.relay({ hooks: { audit: { before: 'never' } }, options: { hookTimeout: 100 } });
      const request = keyed();
      for (const answer of await Promise.all([relay.send(request), relay.send(request)])) {
        refused(answer, 'audit', 503);
      }
    },
  },
  {
    name: 'a second request waits no longer than the vendor may take',
    async run(t) {
      const hooks = { audit: { before: 'held' } };
      const relay = await t.scripted([{ end: 'silent' }], { hooks, options: { timeout: 300 } });
      const request = keyed();
      const first = relay.send(request);
      await relay.untilLog(({ audit }) => audit.length === 1);
      const second = await relay.send(request);
      refused(second, 'timeout', 504);
      assert.match(second.body.description, /still under way/);
      await relay.release();
      refused(await first, 'timeout', 504);
    },
  },
  {
    name: 'a replay is never busy, nor is a request that waits',
    async run(t) {
      const hooks = { approve: 'yes' };
      const relay = await t.scripted([REVOKED, { ...REVOKED, held: true }], { hooks, options: { maxInFlight: 1 } });
      const known = keyed('known');
      await relay.send(known);
      const pending = keyed('pending');
      const first = relay.send(pending);
      await relay.until((requests) => requests.length === 2);
      refused(await relay.send(keyed('other')), 'busy', 429);
      const { approve } = await relay.log();
      const waiting = relay.send(pending);
      await relay.untilLog((log) => log.approve.length === approve.length + 1);
      // It waits by the time that a later request has been answered.
      replayed(await relay.send(known));
      await relay.give();
      for (const answer of [await first, await waiting]) handedOn(answer, 200, '00');
    },
  },
  ...['throws in get', 'throws in set', 'rejects', 'never'].map((store) => ({
    name: `a store that fails (${store}) is none, and onError gets the error`,
    async run(t) {
      const relay = await t.scripted([REVOKED], { store, options: { hookTimeout: 100 } });
      const request = keyed();
      handedOn(await relay.send(request), 200, '00');
      handedOn(await relay.send(request), 200, '00');
      const { errors } = await relay.log();
      assert.ok(errors.length > 0);
      if (store === 'never') assert.match(errors.join(), /"store.get"/);
    },
  })),
  ...['throws in get', 'throws in the first get', 'throws in the second get'].map((store) => ({
    name: `where a read of the store fails (${store}), none is not written`,
    async run(t) {
      const relay = await t.scripted([NOT_FOUND], { store });
      handedOn(await relay.send(keyed()), 404, '404');
      assert.deepEqual(written(await relay.log()), ['doubt']);
    },
  })),
  ...['nonsense', 'another text'].map((store) => ({
    name: `a store that answers with ${store} knows nothing`,
    async run(t) {
      const relay = await t.scripted([NOT_FOUND], { store });
      handedOn(await relay.send(keyed()), 404, '404');
    },
  })),
];
