// The vendor's answers, and what is handed on of them.
import assert from 'node:assert/strict';
import { CLIENT_ID, newToken } from '../table.mjs';
import { handedOn, refused } from './assert.mjs';

const RATE = { 'x-rate-limit-limit': '15', 'x-rate-limit-remaining': '3', 'x-rate-limit-window': '1s' };

export const vendor = [
  {
    name: 'success is handed on with its rate limit',
    async run(t) {
      const answer = await t.relay().send();
      handedOn(answer, 200, '00');
      assert.equal(answer.body.description, 'Token revoked successfully');
      assert.match(answer.headers['x-rate-limit-limit'], /^\d+$/);
      assert.match(answer.headers['x-rate-limit-remaining'], /^\d+$/);
      assert.match(answer.headers['x-rate-limit-window'], /s$/);
      assert.equal(answer.headers['idempotency-replayed'], undefined);
    },
  },
  ...[400, 401, 403, 404, 429, 500].map((status) => ({
    name: `${status} is handed on`,
    async run(t) {
      const answer = await t.relay({ prefer: [`code=${status}`] }).send();
      handedOn(answer, status, String(status));
      assert.ok(answer.headers['x-rate-limit-limit']);
    },
  })),
  {
    name: 'other statuses of the guide are handed on',
    async run(t) {
      for (const status of [422, 503, 504]) {
        const relay = await t.scripted([{ status, body: '{"code":"02"}' }]);
        const answer = await relay.send();
        handedOn(answer, status, '02');
        assert.equal(answer.body.description, null);
      }
    },
  },
  {
    name: 'another code is handed on',
    run: async (t) => handedOn(await t.relay({ prefer: ['fault=other-code'] }).send(), 200, '01'),
  },
  {
    name: 'a code that reads 00 only without its control characters is not handed on as success',
    async run(t) {
      for (const code of ['00\u0000', '\u202e00', '0\u001b0']) {
        const relay = await t.scripted([{ body: JSON.stringify({ code }) }]);
        handedOn(await relay.send({ headers: { 'idempotency-key': 'key' } }), 200, '200');
        const { audit } = await relay.log();
        assert.equal(audit.at(-1).outcome, 'not_revoked');
      }
    },
  },
  {
    name: 'an answer without a code has its status for one',
    async run(t) {
      const answer = await t.relay({ prefer: ['fault=html-502'] }).send();
      handedOn(answer, 502, '502');
      assert.equal(answer.body.description, null);
    },
  },
  {
    name: 'a lost answer and a broken one are 502 network',
    async run(t) {
      refused(await t.relay({ prefer: ['fault=lost-answer'] }).send(), 'network', 502);
      refused(await t.relay({ prefer: ['fault=cut-body'] }).send(), 'network', 502);
      refused(await t.relay({ options: { baseUrl: 'http://127.0.0.1:9' } }).send(), 'network', 502);
    },
  },
  {
    name: 'no answer in time is 504 timeout',
    async run(t) {
      for (const prefer of ['fault=no-answer', 'fault=slow-body']) {
        refused(await t.relay({ prefer: [prefer], options: { timeout: 300 } }).send(), 'timeout', 504);
      }
    },
  },
  {
    name: 'an unexpected answer is 502 unexpected, and nothing of it is handed on',
    async run(t) {
      refused(await t.relay({ prefer: ['fault=redirect'] }).send(), 'unexpected', 502);
      for (const scripted of [
        { status: 200, body: '<html>' },
        { status: 200, body: '[]' },
        { status: 201, body: '{"code":"00"}' },
        { status: 418, body: '{"code":"00"}' },
        { status: 200, body: 'x'.repeat(70_000) },
      ]) {
        const relay = await t.scripted([{ ...scripted, headers: RATE }]);
        const answer = await relay.send();
        refused(answer, 'unexpected', 502);
        assert.equal(answer.headers['x-rate-limit-limit'], undefined);
      }
    },
  },
  {
    name: 'the relay makes one attempt',
    async run(t) {
      for (const status of [429, 500, 503]) {
        const relay = await t.scripted([{ status, headers: { 'retry-after': '0' } }]);
        await relay.send();
        assert.equal((await relay.requests()).length, 1);
      }
    },
  },
  {
    name: 'rate limit and Retry-After are handed on, and no other header',
    async run(t) {
      const headers = { ...RATE, 'retry-after': ' 7 ', 'set-cookie': 'a=b', server: 'x', 'x-other': 'y', 'x-nomba-revoke-relay': 'path' };
      const answer = await (await t.scripted([{ status: 429, headers }])).send();
      handedOn(answer, 429, '429');
      for (const [name, value] of Object.entries(RATE)) assert.equal(answer.headers[name], value);
      assert.equal(answer.headers['retry-after'], '7');
      for (const name of ['set-cookie', 'server', 'x-other']) assert.equal(answer.headers[name], undefined, name);
    },
  },
  {
    name: 'Retry-After: a date becomes seconds, one that has passed 0, and one that can\'t be read is left out',
    async run(t) {
      const after = (milliseconds) => new Date(Date.now() + milliseconds).toUTCString();
      const soon = await (await t.scripted([{ status: 503, headers: { 'retry-after': after(61_000) } }])).send();
      const seconds = Number(soon.headers['retry-after']);
      assert.ok(seconds > 30 && seconds <= 61, soon.headers['retry-after']);
      for (const [text, expected] of [
        [after(-60_000), '0'],
        ['soon', undefined],
        ['-5', undefined],
        ['1.5', undefined],
        ['0', '0'],
        ['', undefined],
      ]) {
        const answer = await (await t.scripted([{ status: 503, headers: { 'retry-after': text } }])).send();
        assert.equal(answer.headers['retry-after'], expected, text);
      }
    },
  },
  {
    name: 'token and client id are taken out of what the vendor writes',
    async run(t) {
      const token = newToken();
      const echoed = await t.relay({ prefer: ['fault=echo'] }).send({ token });
      handedOn(echoed, 400, '[redacted]');
      assert.equal(echoed.body.description, 'The token [redacted] was refused.');
      const body = JSON.stringify({ code: '400', description: `Client ${CLIENT_ID} and ${token.slice(50, 90)}` });
      const answer = await (await t.scripted([{ status: 400, body }])).send({ token });
      assert.equal(answer.body.description, 'Client [redacted] and [redacted]');
    },
  },
  {
    name: 'control characters are taken out, and a long text is shortened',
    async run(t) {
      const body = JSON.stringify({ code: '400', description: `a\r\nset-cookie: b\u0000${'x'.repeat(2000)}` });
      const answer = await (await t.scripted([{ status: 400, body }])).send();
      assert.ok(answer.body.description.startsWith('aset-cookie: bxx'));
      assert.equal(answer.body.description.length, 1000);
    },
  },
];
