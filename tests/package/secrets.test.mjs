// Where a secret could be found after a call: in errors and results, and in the WebAssembly's memory.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { REQUEST, TOKEN, jwt } from '../contract/examples.mjs';
import { LOADS, run } from './child.mjs';
import { memories } from './memories.mjs';
import { entries } from './consumer.mjs';

const KEY = 'Bearer qwertyuiopasdfghjkl-zxcvbnm';
const LONG = TOKEN.repeat(3);
const JWT = jwt(
  { alg: 'HS256', kid: 'key-of-the-vendor' },
  {
    'Email:somebody@mail.example': 'Email:somebody@mail.example',
    sub: 'the-subject-of-it',
    exp: 1681922179,
    pad: TOKEN,
  },
);
const CLAIMS = ['key-of-the-vendor', 'somebody@mail.example', 'the-subject-of-it'];

/** Long enough to be no accident; short enough to find pieces. */
const PIECE = 12;

/** The pieces of a secret, each as text. */
function pieces(secret) {
  return Array.from({ length: secret.length - PIECE + 1 }, (_, at) => secret.slice(at, at + PIECE));
}

const SECRETS = [...pieces(TOKEN), ...pieces(KEY), ...pieces(JWT), ...CLAIMS];

/** The secrets that a text, or a memory, in one byte or two a character, holds. */
function found(place, secrets = SECRETS) {
  return secrets.filter((secret) =>
    typeof place === 'string'
      ? place.includes(secret)
      : place.includes(secret, 0, 'latin1') || place.includes(secret, 0, 'utf16le'),
  );
}

const answer = (status, body, headers) => async () => new Response(body, { status, headers });
const echo = JSON.stringify({ code: TOKEN, description: `${KEY} sent ${JWT}: ${TOKEN}` });
const own = { status: 400, headers: { get: () => TOKEN }, text: async () => echo };
const huge = { status: 503, headers: { get: () => LONG }, text: async () => echo };

/** Calls that meet a secret in every place where one may come up. */
const CALLS = {
  'a success': { fetch: answer(200, '{"code":"00"}') },
  'a success that echoes it': { fetch: answer(200, `{"code":"00","description":"${TOKEN}"}`) },
  'a refusal that echoes it': { fetch: answer(400, echo) },
  'a server’s page that echoes it': { fetch: answer(502, `<p>${TOKEN} ${KEY}`), retries: 0 },
  'a header that echoes it': {
    fetch: answer(429, echo, {
      'retry-after': TOKEN,
      'x-rate-limit-limit': TOKEN,
      'x-rate-limit-remaining': KEY,
      'x-rate-limit-window': TOKEN,
    }),
    retries: 0,
  },
  'a header of another Response that echoes it': { fetch: async () => own },
  'a header of any length that echoes it': { fetch: async () => huge, retries: 0 },
  'a lost answer': { fetch: () => Promise.reject(new TypeError('lost')), retries: 0 },
  'a time-out': { fetch: () => new Promise(() => {}), timeout: 10, retries: 0 },
  'no Response': { fetch: async () => TOKEN },
  'an abort': { fetch: () => new Promise(() => {}), signal: AbortSignal.timeout(50) },
  'a token that is too long': { request: { ...REQUEST, access_token: LONG } },
  'a token in the wrong place': { request: { clientId: TOKEN, token: TOKEN } },
  'a wrong environment': { environment: KEY },
  'a wrong base URL': { baseUrl: `https://a:${KEY}@proxy.example` },
  'a base URL with a query': { baseUrl: `https://proxy.example/?${KEY}` },
  'a wrong account': { accountId: `${KEY}\n${KEY}` },
  'a wrong header': { headers: { 'x-key': `${KEY}\n${KEY}` } },
  'a header of a wrong name': { headers: { [KEY]: KEY } },
  'an unknown option': { [TOKEN]: KEY },
};

/** All that can be had from what a call came to. */
function textOf(outcome) {
  const whole = inspect(outcome, { showHidden: true, depth: Infinity, getters: true });
  return [whole, String(outcome), outcome.message, outcome.stack, JSON.stringify(outcome)].join(
    '\n',
  );
}

for (const [how, api] of Object.entries(entries)) {
  const { revokeToken, revokeTokens, inspectToken, revokeTokenRequestSchema } = api;
  describe(`by ${how}`, () => {
    const memory = async () => {
      await inspectToken('');
      const at = Object.keys(entries).indexOf(how);
      return Buffer.from(memories[at].buffer);
    };

    test('the memory that is searched is the core’s', async () => {
      // A text of the core's own, beside one that is nowhere.
      const own = 'redirects are not followed';
      assert.deepEqual(found(await memory(), [own, 'not-to-be-found']), [own]);
    });

    for (const [what, { request = REQUEST, ...options }] of Object.entries(CALLS)) {
      test(`${what}: neither an error nor the memory holds a secret`, async () => {
        const headers = { 'x-key': KEY, authorization: `Bearer ${JWT}` };
        const outcome = await revokeToken(request, {
          ...(what.startsWith('a wrong header') ? {} : { headers }),
          fetch: answer(200, '{"code":"00"}'),
          ...options,
        }).catch((error) => error);
        // The echo of a run of 16 is taken out; of a shorter one there is none here.
        assert.deepEqual(found(textOf(outcome)), []);
        assert.deepEqual(found(await memory()), []);
      });
    }

    test('many tokens are named by hashes, and leave nothing in the memory', async () => {
      const requests = [TOKEN, LONG, `é${TOKEN}`].map((access_token) => ({ access_token }));
      const headers = { 'x-key': KEY, authorization: `Bearer ${JWT}` };
      const options = { fetch: answer(400, echo), headers, validate: false };
      for (const clientId of [REQUEST.clientId, undefined]) {
        const given = requests.map((request) => ({ clientId, ...request }));
        for await (const outcome of revokeTokens(given, options)) {
          assert.match(outcome.tokenHash, /^[0-9a-f]{64}$/);
          assert.deepEqual(found(inspect(outcome, { depth: Infinity })), []);
          assert.deepEqual(found(textOf(outcome.reason)), []);
        }
        assert.deepEqual(found(await memory()), []);
      }
    });

    test('a look into a token leaves nothing of it in the memory', async () => {
      assert.equal((await inspectToken(JWT)).subject, 'the-subject-of-it');
      assert.deepEqual(found(await memory()), []);
      for (const other of [`${JWT}.x`, `${JWT}=`, `${JWT}é`, JWT.slice(0, -90), TOKEN, LONG]) {
        await inspectToken(other);
        assert.deepEqual(found(await memory()), []);
      }
    });

    test('a validation leaves nothing of it in the memory, nor in the issues', async () => {
      for (const access_token of [TOKEN, LONG, TOKEN.slice(0, 45)]) {
        const result = revokeTokenRequestSchema['~standard'].validate({ access_token });
        assert.deepEqual(found(textOf(result)), []);
        assert.deepEqual(found(await memory()), []);
      }
    });
  });
}

for (const [how, load] of Object.entries(LOADS)) {
  test(`by ${how}, nothing is written to the console`, async () => {
    const { status, stdout, stderr } = await run(`
      const { revokeToken, inspectToken } = ${load};
      const request = ${JSON.stringify(REQUEST)};
      const answers = [200, 400, 404, 500].map((status) => new Response('{}', { status }));
      const fetch = async () => answers.shift() ?? Promise.reject(new Error('lost'));
      for (let call = 0; call < 6; call += 1) await revokeToken(request, { fetch, retries: 0 }).catch(() => {});
      await revokeToken({}).catch(() => {});
      await revokeToken(request, { retries: -1 }).catch(() => {});
      await inspectToken('x');
    `);
    assert.deepEqual([status, stdout, stderr], [0, '', '']);
  });
}
