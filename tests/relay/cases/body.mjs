// How the body is read.
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { newToken } from '../table.mjs';
import { refused } from './assert.mjs';

/** A body of exactly so many bytes. */
function ofLength(length) {
  const start = `{"access_token":"${newToken()}","x":"`;
  return `${start}${'x'.repeat(length - start.length - 2)}"}`;
}

async function* inPieces(text, pause) {
  for (const piece of text.match(/.{1,100}/gs)) {
    yield piece;
    await wait(pause);
  }
}

async function* neverWhole(text) {
  yield text;
  await wait(3_000);
}

/** Never whole, and too large by its last piece: one more could break the connection before the answer is read. */
async function* tooLarge() {
  yield* inPieces('x'.repeat(8_000), 1);
  yield 'x'.repeat(1_000);
  await wait(3_000);
}

async function* broken(text) {
  yield text;
  await wait(50);
  throw new Error('the client is gone');
}

const JSON_HEADERS = { 'content-type': 'application/json' };

export const body = [
  {
    name: '8 KiB pass, and a byte more is refused',
    async run(t) {
      const relay = t.relay();
      assert.equal((await relay.send({ body: ofLength(8192) })).gate, 'vendor');
      refused(await relay.send({ body: ofLength(8193) }), 'size', 413);
    },
  },
  {
    name: 'a body in pieces is read',
    run: async (t) => assert.equal((await t.relay().send({ pieces: inPieces(ofLength(2000), 5) })).gate, 'vendor'),
  },
  {
    name: 'a body in pieces is refused where it grows too large',
    needs: 'raw bodies',
    run: async (t) => refused(await t.relay().send({ pieces: tooLarge() }), 'size', 413),
  },
  {
    name: 'what is no JSON object is refused',
    needs: 'raw bodies',
    async run(t) {
      const relay = t.relay();
      for (const text of ['', ' ', '{', '[]', 'null', '7', '"text"', '{"access_token":}', '{} {}', '\ufeff']) {
        refused(await relay.send({ body: text }), 'body', 400);
      }
    },
  },
  {
    name: 'it is read as Request.text() does, and of duplicate keys the last counts',
    needs: 'raw bodies',
    async run(t) {
      const relay = t.relay();
      const token = newToken();
      assert.equal((await relay.send({ body: `\ufeff{"access_token":"${token}"}` })).gate, 'vendor');
      const twice = `{"access_token":"short","access_token":"${newToken()}"}`;
      assert.equal((await relay.send({ body: twice })).gate, 'vendor');
      const broken = Buffer.concat([Buffer.from('{"access_token":"'), Buffer.alloc(300, 0xff), Buffer.from('"}')]);
      assert.equal((await relay.send({ body: broken })).gate, 'vendor', 'bytes that are no UTF-8');
    },
  },
  {
    name: 'a body that is not whole in time is refused',
    needs: 'raw bodies',
    async run(t) {
      const relay = t.relay({ options: { hookTimeout: 200 } });
      const answer = await relay.send({ pieces: neverWhole('{"access') });
      refused(answer, 'body', 400);
      assert.match(answer.body.description, /did not arrive in time/);
      assert.deepEqual((await relay.log()).errors, [], 'a slow client is no error of the relay');
    },
  },
  {
    name: 'a body that breaks off sends nothing',
    needs: 'raw bodies',
    async run(t) {
      const relay = t.relay();
      // The client is gone; over a network nobody reads the answer.
      await Promise.race([relay.send({ pieces: broken('{"access_token":"') }).catch(() => {}), wait(500)]);
      const { calls } = await relay.log();
      assert.ok(!calls.includes('fetch'));
    },
  },
  {
    name: 'authorize is asked before the body is read',
    needs: 'raw bodies',
    async run(t) {
      const relay = t.relay({ hooks: { authorize: 'no' } });
      refused(await relay.send({ pieces: neverWhole('{') }), 'authorize', 403);
    },
  },
  {
    name: 'what is sent has the two fields and nothing else',
    async run(t) {
      const relay = await t.scripted([{ body: '{"code":"00"}' }]);
      const token = newToken();
      const body = JSON.stringify({ extra: 1, access_token: token, __proto__: 2 });
      assert.equal((await relay.send({ body, headers: { ...JSON_HEADERS, authorization: 'Bearer x', cookie: 'a=b' } })).gate, 'vendor');
      const [{ body: sent, headers, path, method }] = await relay.requests();
      assert.equal(sent, JSON.stringify({ clientId: '2242b79d-f2cf-4ccc-ada1-e890bd1a9f0d', access_token: token }));
      assert.deepEqual([method, path], ['POST', '/v1/auth/token/revoke']);
      for (const name of ['authorization', 'cookie', 'accountid', 'idempotency-key', 'origin', 'x-profile', 'x-nomba-revoke-client-id']) {
        assert.equal(headers[name], undefined, name);
      }
    },
  },
];
