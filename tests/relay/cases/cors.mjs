// What pages of other origins may do and read.
import assert from 'node:assert/strict';
import { always, refused } from './assert.mjs';

const ALLOWED = 'https://admin.example.com';
const EXPOSED = 'x-rate-limit-limit, x-rate-limit-remaining, x-rate-limit-window, retry-after, x-nomba-revoke-relay';

function readable({ headers }, credentials) {
  assert.equal(headers['access-control-allow-origin'], ALLOWED);
  assert.equal(headers['access-control-expose-headers'], EXPOSED);
  assert.equal(headers['access-control-allow-credentials'], credentials);
  assert.match(headers.vary, /\borigin\b/i);
}

function unreadable({ headers }) {
  assert.deepEqual(Object.keys(headers).filter((name) => name.startsWith('access-control-')), []);
}

const ask = { method: 'OPTIONS', body: undefined, headers: { origin: ALLOWED, 'content-type': undefined } };

export const cors = [
  {
    name: 'a preflight of an allowed origin is answered without a body',
    needs: 'every method',
    async run(t) {
      const answer = await t.relay({ options: { allowedOrigins: [ALLOWED], allowedHeaders: ['X-CSRF-Token'] } }).send(ask);
      assert.deepEqual([answer.status, answer.gate, answer.text], [204, 'preflight', '']);
      assert.equal(answer.headers['access-control-allow-methods'], 'POST');
      assert.equal(answer.headers['access-control-allow-headers'], 'content-type, idempotency-key, X-CSRF-Token');
      assert.equal(answer.headers['access-control-max-age'], '600');
      readable(answer, undefined);
      always(answer);
    },
  },
  {
    name: 'a preflight of any other origin, or of none, is refused',
    needs: 'every method',
    async run(t) {
      const relay = t.relay({ options: { allowedOrigins: [ALLOWED] } });
      for (const origin of ['https://evil.example', undefined]) {
        const answer = await relay.send({ ...ask, headers: { ...ask.headers, origin } });
        refused(answer, 'origin', 403);
        unreadable(answer);
      }
    },
  },
  {
    name: 'without allowed origins, a preflight is another method',
    needs: 'every method',
    async run(t) {
      const answer = await t.relay().send(ask);
      refused(answer, 'method', 405);
      unreadable(answer);
    },
  },
  {
    name: 'the page of an allowed origin reads answers and refusals',
    async run(t) {
      for (const credentials of [true, false]) {
        const options = { allowedOrigins: [ALLOWED], credentials };
        const headers = { origin: ALLOWED };
        const expected = credentials ? 'true' : undefined;
        readable(await t.relay({ options }).send({ headers }), expected);
        readable(await t.relay({ options, hooks: { authorize: 'no' } }).send({ headers }), expected);
        readable(await t.relay({ options }).send({ headers, token: 'short' }), expected);
        readable(await t.relay({ options, hooks: { authorize: 'response' } }).send({ headers }), expected);
      }
    },
  },
  {
    name: 'no other page reads anything',
    async run(t) {
      const relay = t.relay({ options: { allowedOrigins: [ALLOWED], credentials: true } });
      unreadable(await relay.send({ headers: { origin: 'https://evil.example' } }));
      unreadable(await relay.send());
      unreadable(await t.relay({ hooks: { authorize: 'response' } }).send({ headers: { 'sec-fetch-site': 'none' } }));
    },
  },
];
