// The audit trail.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { CLIENT_ID, newToken } from '../table.mjs';
import { handedOn, refused } from './assert.mjs';

const stages = (entries) => entries.map(({ stage }) => stage);

export const audit = [
  {
    name: 'has an entry before sending and one after, and no entry has the token',
    async run(t) {
      const relay = t.relay({ hooks: { authorize: 'actor' } });
      const token = newToken();
      const started = Date.now();
      await relay.send({ token });
      const { audit: entries } = await relay.log();
      const [{ id, time }, { time: later }] = entries;
      const members = {
        id,
        actor: 'ada',
        clientId: CLIENT_ID,
        tokenHash: createHash('sha256').update(token).digest('hex'),
        destination: `${t.mock}/v1/auth/token/revoke`,
      };
      assert.deepEqual(entries, [
        { ...members, stage: 'before', time },
        { ...members, stage: 'after', time: later, outcome: 'revoked', name: null, status: 200, code: '00' },
      ]);
      for (const text of [time, later]) {
        assert.equal(new Date(text).toISOString(), text);
        assert.ok(Math.abs(Date.parse(text) - started) < 60_000);
      }
      assert.ok(later >= time);
      assert.ok(!JSON.stringify(entries).includes(token.slice(0, 16)));
    },
  },
  {
    name: 'names nobody where authorize named nobody, and each request has an id of its own',
    async run(t) {
      const relay = t.relay();
      await relay.send();
      await relay.send();
      const { audit: entries } = await relay.log();
      assert.ok(entries.every(({ actor }) => actor === null));
      assert.equal(new Set(entries.map(({ id }) => id)).size, 2);
    },
  },
  ...['throws', 'rejects', 'never'].map((before) => ({
    name: `sends nothing where the entry before sending ${before}`,
    async run(t) {
      const relay = t.relay({ hooks: { audit: { before } }, options: { hookTimeout: 150 } });
      refused(await relay.send({ headers: { 'idempotency-key': 'k' } }), 'audit', 503);
      const { audit: entries, calls, errors } = await relay.log();
      assert.deepEqual(stages(entries), ['before', 'after']);
      const { outcome, name, status, code } = entries[1];
      assert.deepEqual([outcome, name, status, code], ['not_revoked', null, null, null]);
      assert.ok(!calls.includes('fetch'));
      assert.equal(errors.length, 1);
    },
  })),
  ...['throws', 'rejects', 'never'].map((after) => ({
    name: `changes no answer where the entry after it ${after}, and onError gets the error`,
    async run(t) {
      const relay = t.relay({ hooks: { audit: { after } }, options: { hookTimeout: 150 } });
      handedOn(await relay.send(), 200, '00');
      assert.equal((await relay.log()).errors.length, 1);
    },
  })),
  {
    name: 'has outcome, name, status and code of each ending',
    async run(t) {
      for (const [prefer, expected] of [
        ['code=404', ['not_revoked', 'RecordNotFoundError', 404, '404']],
        ['code=429', ['not_revoked', 'RateLimitError', 429, '429']],
        ['code=500', ['unknown', 'ServerError', 500, '500']],
        ['fault=other-code', ['not_revoked', 'NotRevokedError', 200, '01']],
        ['fault=lost-answer', ['unknown', 'NetworkError', null, null]],
        ['fault=html-502', ['unknown', 'ServerError', 502, null]],
        ['fault=redirect', ['unknown', 'UnexpectedResponseError', 307, null]],
        ['fault=no-answer', ['unknown', 'TimeoutError', null, null]],
      ]) {
        const relay = t.relay({ prefer: [prefer], options: { timeout: prefer.includes('no-answer') ? 300 : 10_000 } });
        await relay.send();
        const [, { outcome, name, status, code }] = (await relay.log()).audit;
        assert.deepEqual([outcome, name, status, code], expected, prefer);
      }
    },
  },
  {
    name: 'has one entry for a replay, whose failure changes nothing',
    async run(t) {
      const relay = t.relay({ hooks: { audit: { replayed: 'throws' } } });
      const request = { token: newToken(), headers: { 'idempotency-key': 'k' } };
      await relay.send(request);
      handedOn(await relay.send(request), 200, '00');
      const { audit: entries, errors } = await relay.log();
      assert.deepEqual(stages(entries), ['before', 'after', 'replayed']);
      const { outcome, name, status, code, id } = entries[2];
      assert.deepEqual([outcome, name, status, code], ['revoked', null, 200, '00']);
      assert.notEqual(id, entries[0].id);
      assert.equal(errors.length, 1);
    },
  },
  {
    name: 'may be left out',
    async run(t) {
      handedOn(await t.relay({ hooks: { audit: 'none' } }).send(), 200, '00');
    },
  },
  {
    name: 'keeps the token out of its code',
    async run(t) {
      const relay = t.relay({ prefer: ['fault=echo'] });
      const token = newToken();
      await relay.send({ token });
      assert.ok(!JSON.stringify((await relay.log()).audit).includes(token.slice(0, 16)));
    },
  },
];
