// What authorize and approve may answer with, and how long they may take.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { CLIENT_ID, newToken } from '../table.mjs';
import { always, refused } from './assert.mjs';

const HOOKS = ['authorize', 'approve'];
const PERMITS = ['yes', 'yes later', 'actor', 'actor of another class'];
const WRONG = ['empty actor', 'number as actor', 'throwing actor', 'truthy text', 'null', 'nothing', 'response of success', 'response of redirect', 'read response'];

const ofBoth = HOOKS.flatMap((hook) => [
  ...PERMITS.map((behaviour) => ({
    name: `${hook} permits with ${behaviour}`,
    async run(t) {
      const { gate } = await t.relay({ hooks: { [hook]: behaviour } }).send();
      assert.equal(gate, 'vendor');
    },
  })),
  ...WRONG.map((behaviour) => ({
    name: `${hook} refuses with 500 where it answers with ${behaviour}`,
    async run(t) {
      const relay = t.relay({ hooks: { [hook]: behaviour } });
      refused(await relay.send(), hook, 500);
      const { calls, errors } = await relay.log();
      assert.ok(!calls.includes('fetch'));
      assert.match(errors.join(), new RegExp(`TypeError: The relay's hook "${hook}" must answer with`));
    },
  })),
  {
    name: `${hook} refuses with 403 where it answers with false`,
    async run(t) {
      refused(await t.relay({ hooks: { [hook]: 'no' } }).send(), hook, 403);
    },
  },
  ...['throws', 'rejects'].map((behaviour) => ({
    name: `${hook} refuses with 500 where it ${behaviour}, and onError gets the error`,
    async run(t) {
      const relay = t.relay({ hooks: { [hook]: behaviour } });
      const answer = await relay.send();
      refused(answer, hook, 500);
      assert.doesNotMatch(answer.text, /a hook/);
      assert.match((await relay.log()).errors.join(), /^Error: a hook (threw|rejected)$/);
    },
  })),
  {
    name: `${hook} refuses with 503 where it is late, and onError gets its name`,
    async run(t) {
      const relay = t.relay({ hooks: { [hook]: 'never' }, options: { hookTimeout: 100 } });
      refused(await relay.send(), hook, 503);
      const { errors } = await relay.log();
      assert.equal(errors.length, 1);
      assert.match(errors[0], new RegExp(`^Error: .*"${hook}"`));
    },
  },
  {
    name: `${hook} refuses with a Response of its own, and the relay's headers win`,
    async run(t) {
      const answer = await t.relay({ hooks: { [hook]: 'response' } }).send();
      assert.deepEqual([answer.status, answer.text, answer.gate], [401, 'Not you.', hook]);
      assert.equal(answer.headers['www-authenticate'], 'Basic');
      assert.equal(answer.headers['x-own'], 'kept');
      assert.match(answer.headers['content-type'], /^text\/plain/);
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
      always(answer);
      const empty = await t.relay({ hooks: { [hook]: 'empty response' } }).send();
      assert.deepEqual([empty.status, empty.text, empty.gate], [599, '', hook]);
    },
  },
]);

export const hooks = [
  ...ofBoth,
  {
    name: 'approve is asked with the hash of the token, and names nobody',
    async run(t) {
      const relay = t.relay({ hooks: { authorize: 'actor', approve: 'actor of another class' } });
      const token = newToken();
      await relay.send({ token, headers: { 'x-actor': 'linus' } });
      const { approve, audit } = await relay.log();
      const tokenHash = createHash('sha256').update(token).digest('hex');
      assert.deepEqual(approve, [{ actor: 'linus', clientId: CLIENT_ID, tokenHash }]);
      assert.ok(audit.every(({ actor }) => actor === 'linus'));
    },
  },
  {
    name: 'the hooks get the context of the host',
    async run(t) {
      const relay = t.relay();
      await relay.send();
      assert.equal((await relay.log()).hasContext, true);
    },
  },
  {
    name: 'an authorize that reads the body leaves none, which is refused at once',
    async run(t) {
      const answer = await t.relay({ hooks: { authorize: 'reads the body' } }).send();
      refused(answer, 'body', 400);
      assert.match(answer.body.description, /read before/);
    },
  },
  ...['throws', 'rejects', 'never', 'none'].map((behaviour) => ({
    name: `an onError that is ${behaviour} changes nothing`,
    async run(t) {
      refused(await t.relay({ hooks: { authorize: 'throws', onError: behaviour } }).send(), 'authorize', 500);
    },
  })),
];
