// Whose client id is sent, and what a valid request is.
import assert from 'node:assert/strict';
import { CLIENT_ID, newToken } from '../table.mjs';
import { refused } from './assert.mjs';

const OTHER = '00000000-0000-4000-8000-000000000000';
const REVOKED = { body: '{"code":"00"}' };

async function sentBy(relay) {
  const requests = await relay.requests();
  return requests.map(({ body }) => JSON.parse(body).clientId);
}

function withClient(clientId) {
  return { body: JSON.stringify({ clientId, access_token: newToken() }) };
}

export const client = [
  {
    name: "the relay's own is sent, whether the request carries it or not",
    async run(t) {
      const relay = await t.scripted([REVOKED]);
      await relay.send();
      await relay.send(withClient(CLIENT_ID));
      assert.deepEqual(await sentBy(relay), [CLIENT_ID, CLIENT_ID]);
    },
  },
  {
    name: 'a request that carries anything else is refused, and the answer names no client id',
    async run(t) {
      for (const clientId of [OTHER, '', null, 7, [CLIENT_ID], CLIENT_ID.toUpperCase()]) {
        const answer = await t.relay().send(withClient(clientId));
        refused(answer, 'client', 403);
        assert.ok(!answer.text.includes(CLIENT_ID));
        assert.ok(!answer.text.includes(OTHER));
      }
    },
  },
  {
    name: 'without one, requests carry their own',
    async run(t) {
      const relay = await t.scripted([REVOKED], { options: { clientId: undefined } });
      await relay.send(withClient(OTHER));
      assert.deepEqual(await sentBy(relay), [OTHER]);
      refused(await relay.send(), 'request', 400);
    },
  },
  {
    name: 'a function may know it',
    async run(t) {
      const relay = await t.scripted([REVOKED], { hooks: { clientId: 'header' } });
      await relay.send({ headers: { 'x-client': OTHER } });
      refused(await relay.send({ ...withClient(CLIENT_ID), headers: { 'x-client': OTHER } }), 'client', 403);
      assert.deepEqual(await sentBy(relay), [OTHER]);
    },
  },
  ...['throws', 'rejects', 'never', 'nothing', 'truthy text', 'yes'].map((behaviour) => ({
    name: `a function that answers with ${behaviour} refuses with 500, and onError gets the error`,
    async run(t) {
      const relay = t.relay({ hooks: { clientId: behaviour }, options: { hookTimeout: 150 } });
      const answer = await relay.send();
      refused(answer, 'client', 500);
      const { errors, calls } = await relay.log();
      assert.equal(errors.length, 1);
      assert.ok(!calls.includes('fetch'));
    },
  })),
  {
    name: 'of any length where lengths are not checked',
    async run(t) {
      const relay = await t.scripted([REVOKED], { hooks: { clientId: 'header' }, options: { validate: false } });
      assert.equal((await relay.send({ headers: { 'x-client': 'short' }, token: 'x' })).gate, 'vendor');
      assert.deepEqual(await sentBy(relay), ['short']);
      refused(await relay.send({ headers: { 'x-client': 'short' }, body: '{"access_token":7}' }), 'request', 400);
      refused(await relay.send({ headers: { 'x-client': 'short' }, body: '{}' }), 'request', 400);
    },
  },
  {
    name: 'every problem of a request is listed, and nothing of it repeated',
    async run(t) {
      const relay = t.relay({ options: { clientId: undefined } });
      const answer = await relay.send({ body: '{"clientId":"sesame","access_token":"open"}' });
      refused(answer, 'request', 400);
      assert.match(answer.body.description, /clientId.*;.*access_token/);
      assert.doesNotMatch(answer.text, /sesame|"open"/);
      const misspelled = await relay.send({ body: `{"client_id":"${CLIENT_ID}","token":"${newToken()}"}` });
      assert.match(misspelled.body.description, /client_id.*;.*token/);
    },
  },
  {
    name: 'the account id is sent',
    async run(t) {
      const relay = await t.scripted([REVOKED], { options: { accountId: 'account-7' } });
      await relay.send();
      const [{ headers }] = await relay.requests();
      assert.equal(headers.accountid, 'account-7');
    },
  },
];
