// The request on the wire.
import { equal, ok, rejection, same } from './assert.mjs';
import { CLIENT_ID, REQUEST, REVOKED, TOKEN, again } from './examples.mjs';

async function sent({ api, recorder }, request = REQUEST, options = {}) {
  const server = await recorder.script(REVOKED);
  await api.revokeToken(request, { baseUrl: server.baseUrl, ...options });
  const requests = await server.requests();
  equal(requests.length, 1, 'requests');
  return requests[0];
}

/** Fields, and the bytes that `JSON.stringify` makes of them. */
const BODIES = [
  [
    'the specification’s names, in its order',
    { access_token: TOKEN, clientId: CLIENT_ID },
    `{"clientId":"${CLIENT_ID}","access_token":"${TOKEN}"}`,
  ],
  [
    'a further property is not sent',
    { ...REQUEST, extra: 1, toJSON: () => 'instead' },
    `{"clientId":"${CLIENT_ID}","access_token":"${TOKEN}"}`,
  ],
  [
    'a character outside the BMP is four bytes of UTF-8',
    { clientId: CLIENT_ID, access_token: `${TOKEN}\u{1f511}` },
    `{"clientId":"${CLIENT_ID}","access_token":"${TOKEN}\xf0\x9f\x94\x91"}`,
  ],
  [
    'lone surrogates are escaped',
    { clientId: CLIENT_ID, access_token: `${TOKEN}\ud83d-\udd11` },
    `{"clientId":"${CLIENT_ID}","access_token":"${TOKEN}\\ud83d-\\udd11"}`,
  ],
  [
    'quotes, control characters and blanks stay',
    { clientId: CLIENT_ID, access_token: ` "\\\0\n\u2028${TOKEN} ` },
    `{"clientId":"${CLIENT_ID}","access_token":" \\"\\\\\\u0000\\n\xe2\x80\xa8${TOKEN} "}`,
  ],
];

export const wire = [
  {
    name: 'a POST to the path of the specification, behind the prefix',
    async run(context) {
      const { method, path } = await sent(context);
      same([method, path], ['POST', '/v1/auth/token/revoke'], 'method and path');
    },
  },

  ...BODIES.map(([name, request, expected]) => ({
    name,
    async run(context) {
      const { body, headers } = await sent(context, request);
      equal(body, expected, 'body');
      equal(headers['content-length'], String(expected.length), 'content-length');
    },
  })),

  {
    name: 'JSON is sent and asked for, without credentials of any kind',
    async run(context) {
      const { headers } = await sent(context);
      const { 'content-type': type, accept, authorization, accountid, cookie, referer } = headers;
      same([type, accept], ['application/json', 'application/json'], 'content-type, accept');
      const none = [undefined, undefined, undefined, undefined];
      same([authorization, accountid, cookie, referer], none, 'what is not sent');
    },
  },

  {
    name: 'accountId is a header of its own',
    async run(context) {
      const { headers } = await sent(context, REQUEST, { accountId: 'account-7' });
      equal(headers.accountid, 'account-7', 'accountid');
    },
  },

  {
    name: 'further headers arrive, an Authorization among them',
    async run(context) {
      const { headers } = await sent(context, REQUEST, {
        headers: { Authorization: 'Bearer of-the-proxy', 'X-CSRF': 'a b' },
      });
      same([headers.authorization, headers['x-csrf']], ['Bearer of-the-proxy', 'a b'], 'headers');
    },
  },

  {
    name: 'the token is in the body and nowhere else',
    async run(context) {
      const { body, ...rest } = await sent(context);
      ok(!JSON.stringify(rest).includes(TOKEN.slice(0, 16)), 'the token is not in path or headers');
    },
  },

  {
    name: 'every attempt sends the same',
    async run({ api, recorder }) {
      const server = await recorder.script(again(503), again(429), REVOKED);
      const headers = { 'x-csrf': 'a' };
      const request = { ...REQUEST };
      const options = { baseUrl: server.baseUrl, accountId: 'b', headers };
      const promise = api.revokeToken(request, options);
      // What a caller does to its objects after the call changes nothing.
      request.access_token = options.accountId = headers['x-csrf'] = 'changed';
      await promise;
      const [first, ...others] = await server.requests();
      equal(others.length, 2, 'further requests');
      equal(first.body, JSON.stringify(REQUEST), 'body');
      same([first.headers.accountid, first.headers['x-csrf']], ['b', 'a'], 'headers');
      for (const other of others) same(other, first, 'a further request');
    },
  },

  ...[301, 302, 303, 307, 308].map((status) => ({
    name: `a redirect is not followed (${status})`,
    async run({ api, recorder }) {
      const server = await recorder.script({ ...REVOKED, status, redirect: true });
      const error = await rejection(api.revokeToken(REQUEST, { baseUrl: server.baseUrl }));
      ok(error instanceof api.RevokeTokenError, `${error} is a RevokeTokenError`);
      same(
        [error.name, error.outcome, error.attempts],
        ['UnexpectedResponseError', 'unknown', 1],
        'name, outcome, attempts',
      );
      // Browsers hide it.
      ok([status, null].includes(error.status), `the status ${error.status} is its own or null`);
      const requests = await server.requests();
      same(
        requests.map(({ elsewhere }) => elsewhere),
        [false],
        'where requests arrived',
      );
    },
  })),

  {
    name: 'the first call has called fetch before it returns',
    needs: 'synchronous start',
    async run({ api }) {
      let called = false;
      const fetch = () => {
        called = true;
        return new Promise(() => {});
      };
      const controller = new AbortController();
      const promise = api.revokeToken(REQUEST, { fetch, signal: controller.signal });
      equal(called, true, 'fetch was called');
      controller.abort();
      await rejection(promise);
    },
  },
];
