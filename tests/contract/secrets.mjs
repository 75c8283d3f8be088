// The token and the values of headers come back in nothing that the package says.
import { equal, ok, rejection, same } from './assert.mjs';
import { REQUEST, TOKEN, spy } from './examples.mjs';

const PROXY_KEY = 'Bearer qwertyuiopasdfghjkl-zxcvbnm';

/** What the server says, and what is left of it. */
const ECHOES = [
  ['the whole token', `The token ${TOKEN} is unknown`, 'The token [redacted] is unknown'],
  ['its beginning', `Token ${TOKEN.slice(0, 16)}…`, 'Token [redacted]…'],
  ['its end', `…${TOKEN.slice(-40)}`, '…[redacted]'],
  [
    'its middle, twice',
    `${TOKEN.slice(50, 90)}, ${TOKEN.slice(200, 240)}`,
    '[redacted], [redacted]',
  ],
  ['a run that is too short', TOKEN.slice(101, 116), TOKEN.slice(101, 116)],
  ['a value of a header', `Key: ${PROXY_KEY}`, 'Key: [redacted]'],
  ['a part of that', `Key=${PROXY_KEY.slice(7)}`, 'Key=[redacted]'],
  [
    'the token behind control characters',
    `a${TOKEN.slice(0, 20)}\u0000${TOKEN.slice(20, 40)}\u202eb`,
    'a[redacted]b',
  ],
  ['nothing', 'Record not found', 'Record not found'],
];

async function failure({ api, recorder }, answer) {
  const server = await recorder.script(answer);
  const headers = { 'x-key': PROXY_KEY };
  return rejection(api.revokeToken(REQUEST, { baseUrl: server.baseUrl, retries: 0, headers }));
}

/** Returns all texts of an error. */
function textOf(error) {
  return `${JSON.stringify(error)} ${error} ${error.stack} ${Object.values(error)}`;
}

function clean(text) {
  for (const secret of [TOKEN, PROXY_KEY]) {
    for (let at = 0; at + 16 <= secret.length; at += 1) {
      if (text.includes(secret.slice(at, at + 16))) return false;
    }
  }
  return true;
}

export const secrets = [
  ...ECHOES.map(([what, given, expected]) => ({
    name: `${what} in a description`,
    async run(context) {
      for (const status of [200, 400, 500]) {
        const body = JSON.stringify({ code: '01', description: given });
        const error = await failure(context, { status, body });
        equal(error.description, expected, `description at ${status}`);
        ok(clean(textOf(error)), 'nothing of a secret is shown');
      }
    },
  })),

  {
    name: 'an echo in the code',
    async run(context) {
      const error = await failure(context, { status: 400, body: JSON.stringify({ code: TOKEN }) });
      equal(error.code, '[redacted]', 'code');
      ok(clean(textOf(error)), 'nothing of a secret is shown');
    },
  },

  {
    name: 'an echo in a success',
    async run({ api, recorder }) {
      const body = JSON.stringify({ code: '00', description: `Revoked ${TOKEN}` });
      const { baseUrl } = await recorder.script({ body });
      equal(
        (await api.revokeToken(REQUEST, { baseUrl })).description,
        'Revoked [redacted]',
        'description',
      );
    },
  },

  {
    name: 'an echo of a short value of a header',
    async run({ api }) {
      const body = JSON.stringify({ code: '01', description: 'no key s3cret-7 here' });
      const options = { fetch: spy(() => new Response(body)), headers: { 'x-key': 's3cret-7' } };
      const { description } = await rejection(api.revokeToken(REQUEST, options));
      equal(description, 'no key [redacted] here', 'description');
    },
  },

  {
    name: 'a secret is found behind one that is empty',
    async run({ api }) {
      const body = JSON.stringify({ code: '01', description: `Key: ${PROXY_KEY}` });
      const fetch = spy(() => new Response(body));
      const headers = { 'x-empty': '', 'x-key': PROXY_KEY };
      for (const access_token of [TOKEN, '']) {
        const options = { fetch, headers, validate: false };
        const error = await rejection(api.revokeToken({ ...REQUEST, access_token }, options));
        equal(error.description, 'Key: [redacted]', 'description');
        ok(clean(textOf(error)), 'nothing of a secret is shown');
      }
    },
  },

  {
    name: 'an echo in a header',
    async run(context) {
      const headers = { 'retry-after': TOKEN, 'x-rate-limit-window': TOKEN };
      const error = await failure(context, { status: 503, headers, body: '{}' });
      same([error.retryAfter, error.rateLimit], [null, null], 'retryAfter, rateLimit');
      ok(clean(textOf(error)), 'nothing of a secret is shown');
    },
  },

  {
    name: 'a body that is no JSON is not repeated',
    async run(context) {
      for (const status of [200, 400, 502]) {
        ok(
          clean(textOf(await failure(context, { status, body: `<p>${TOKEN} ${PROXY_KEY}` }))),
          `${status}`,
        );
      }
    },
  },

  {
    name: 'a description is shortened to 1,000 characters, and control characters are taken out',
    async run(context) {
      const shown = async (description) =>
        (await failure(context, { status: 400, body: JSON.stringify({ description }) }))
          .description;
      equal(await shown('d'.repeat(1000)), 'd'.repeat(1000), '1,000 characters');
      equal(await shown('d'.repeat(1001)), 'd'.repeat(1000), '1,001 characters');
      equal(await shown('\u{1f511}'.repeat(1001)), '\u{1f511}'.repeat(1000), 'outside the BMP');
      equal(await shown('a\u0000b\nc\td\u001b[31me\u007ff\u009bg'), 'abcd[31mefg', 'controls');
    },
  },

  {
    name: 'a custom fetch finds the token in the body and nowhere else',
    async run({ api }) {
      const fetch = spy();
      await api.revokeToken(REQUEST, { fetch });
      const [url, { body, ...init }] = fetch.calls[0];
      ok(clean(url + JSON.stringify(init)), 'nothing of the token');
      equal(JSON.parse(body).access_token, TOKEN, 'the token in the body');
    },
  },

  {
    name: 'what a custom fetch puts into its own errors is its own',
    async run({ api }) {
      const cause = new Error(`could not send ${TOKEN}`);
      const fetch = () => Promise.reject(cause);
      const error = await rejection(api.revokeToken(REQUEST, { fetch, retries: 0 }));
      equal(error.cause, cause, 'cause');
      ok(clean(`${JSON.stringify(error)} ${error.message}`), 'nothing of the token');
    },
  },
];
