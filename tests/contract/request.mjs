// The checks before a request is sent.
import { equal, match, ok, rejection, same } from './assert.mjs';
import { CLIENT_ID, REQUEST, REVOKED, TOKEN, spy } from './examples.mjs';

const required = (field) => ({ path: [field], code: 'required' });
const type = (field) => ({ path: [field], code: 'type' });
const short = (field, minimum, actual) => ({ path: [field], code: 'too_short', minimum, actual });
const long = (field, maximum, actual) => ({ path: [field], code: 'too_long', maximum, actual });

const NO_OBJECT = [{ path: [], code: 'type' }];

/** Lengths are code points: this is one of them, and two units of UTF-16. */
const ASTRAL = '\u{1f511}';
const LONE = '\ud800';

/** The problems of each request, in the order of the fields. */
const INVALID = [
  ['nothing', undefined, NO_OBJECT],
  ['null', null, NO_OBJECT],
  ['a token by itself', TOKEN, NO_OBJECT],
  ['a number', 5, NO_OBJECT],
  ['an array', [CLIENT_ID, TOKEN], NO_OBJECT],
  ['a function', () => REQUEST, NO_OBJECT],
  ['an empty object', {}, [required('clientId'), required('access_token')]],
  ['no client id', { access_token: TOKEN }, [required('clientId')]],
  ['no token', { clientId: CLIENT_ID }, [required('access_token')]],
  [
    'undefined fields',
    { clientId: undefined, access_token: undefined },
    [required('clientId'), required('access_token')],
  ],
  ['null fields', { clientId: null, access_token: null }, [type('clientId'), type('access_token')]],
  [
    'a number and an object',
    { clientId: 36, access_token: {} },
    [type('clientId'), type('access_token')],
  ],
  [
    'boxed strings',
    { clientId: Object(CLIENT_ID), access_token: Object(TOKEN) },
    [type('clientId'), type('access_token')],
  ],
  [
    'empty fields',
    { clientId: '', access_token: '' },
    [short('clientId', 36, 0), short('access_token', 300, 0)],
  ],
  [
    'one character too few',
    { clientId: 'c'.repeat(35), access_token: 't'.repeat(299) },
    [short('clientId', 36, 35), short('access_token', 300, 299)],
  ],
  [
    'one character too many',
    { clientId: 'c'.repeat(37), access_token: 't'.repeat(601) },
    [long('clientId', 36, 37), long('access_token', 600, 601)],
  ],
  [
    'characters outside the BMP, one too few and one too many',
    { clientId: ASTRAL.repeat(35), access_token: ASTRAL.repeat(601) },
    [short('clientId', 36, 35), long('access_token', 600, 601)],
  ],
  [
    'lone surrogates, one too few and one too many',
    { clientId: LONE.repeat(37), access_token: LONE.repeat(299) },
    [long('clientId', 36, 37), short('access_token', 300, 299)],
  ],
  [
    'a client id with a blank behind it',
    { clientId: `${CLIENT_ID} `, access_token: TOKEN },
    [long('clientId', 36, 37)],
  ],
  ['one good and one bad field', { clientId: CLIENT_ID, access_token: 5 }, [type('access_token')]],
];

const VALID = [
  ['the shortest', { clientId: 'c'.repeat(36), access_token: 't'.repeat(300) }],
  ['the longest', { clientId: 'c'.repeat(36), access_token: 't'.repeat(600) }],
  ['characters outside the BMP', { clientId: ASTRAL.repeat(36), access_token: ASTRAL.repeat(600) }],
  ['lone surrogates', { clientId: LONE.repeat(36), access_token: LONE.repeat(300) }],
  ['blanks', { clientId: ' '.repeat(36), access_token: `\n${TOKEN}\t` }],
  ['an object without a prototype', Object.assign(Object.create(null), REQUEST)],
  ['a frozen object', Object.freeze({ ...REQUEST })],
  ['inherited fields', Object.create(REQUEST)],
  [
    'getters',
    {
      get clientId() {
        return CLIENT_ID;
      },
      get access_token() {
        return TOKEN;
      },
    },
  ],
];

/** Names that people write by mistake, and the right ones. */
const MISSPELLINGS = [
  ['client_id', 'clientId'],
  ['accessToken', 'access_token'],
  ['token', 'access_token'],
];

async function invalid({ api, recorder }, request, options = {}) {
  const server = await recorder.script(REVOKED);
  const error = await rejection(api.revokeToken(request, { baseUrl: server.baseUrl, ...options }));
  equal((await server.requests()).length, 0, 'requests');
  ok(error instanceof api.RevokeTokenError, `${error} is a RevokeTokenError`);
  equal(error.name, 'ValidationError', 'name');
  return error;
}

export const request = [
  ...INVALID.map(([what, value, expected]) => ({
    name: `${what}: all problems are reported, and nothing is sent`,
    async run(context) {
      const error = await invalid(context, value);
      same(
        error.issues.map(({ message, ...issue }) => issue),
        expected,
        'issues',
      );
      for (const { message } of error.issues) ok(message.length > 10, 'an issue has a message');
      same(
        [error.status, error.code, error.attempts, error.outcome],
        [null, null, 0, 'not_revoked'],
        'status, code, attempts, outcome',
      );
    },
  })),

  ...VALID.map(([what, value]) => ({
    name: `${what}: sent as given`,
    async run({ api, recorder }) {
      const server = await recorder.script(REVOKED);
      await api.revokeToken(value, { baseUrl: server.baseUrl });
      const [{ body }] = await server.requests();
      const { clientId, access_token } = value;
      equal(body, binary(JSON.stringify({ clientId, access_token })), 'body');
    },
  })),

  ...MISSPELLINGS.map(([misspelling, field]) => ({
    name: `${misspelling} in place of ${field} is pointed out`,
    async run(context) {
      const { [field]: value, ...rest } = REQUEST;
      const error = await invalid(context, { ...rest, [misspelling]: value });
      same(
        error.issues.map(({ code, path }) => [code, path]),
        [['required', [field]]],
        'issues',
      );
      match(error.issues[0].message, new RegExp(`\\b${misspelling}\\b`));
      match(error.message, new RegExp(`\\b${misspelling}\\b`));
    },
  })),

  {
    name: 'something as long as a refresh token is pointed out',
    async run(context) {
      for (const [length, hinted] of [
        [29, false],
        [30, true],
        [60, true],
        [61, false],
      ]) {
        const error = await invalid(context, { ...REQUEST, access_token: 'r'.repeat(length) });
        equal(/refresh token/.test(error.issues[0].message), hinted, `the hint at ${length}`);
      }
    },
  },

  {
    name: 'no message holds the token',
    async run(context) {
      for (const token of [TOKEN.repeat(2), TOKEN.slice(0, 299), TOKEN.slice(0, 45)]) {
        const error = await invalid(context, { clientId: token, access_token: token });
        const shown = JSON.stringify(error) + error.message + error.stack;
        ok(!shown.includes(token.slice(0, 16)), 'the token is not repeated');
      }
    },
  },

  {
    name: 'without validation any length is sent',
    async run({ api, recorder }) {
      for (const text of ['', 'x', 'x'.repeat(5000)]) {
        const server = await recorder.script(REVOKED);
        const value = { clientId: text, access_token: text };
        await api.revokeToken(value, { baseUrl: server.baseUrl, validate: false });
        const [{ body }] = await server.requests();
        equal(body, JSON.stringify(value), 'body');
      }
    },
  },

  {
    name: 'without validation both fields must still be strings',
    async run(context) {
      for (const [, value, expected] of INVALID) {
        const left = expected.filter(({ code }) => code === 'type' || code === 'required');
        if (left.length === 0) continue;
        const error = await invalid(context, value, { validate: false });
        same(
          error.issues.map(({ path, code }) => ({ path, code })),
          left,
          'issues',
        );
      }
    },
  },

  {
    name: 'each field is read once',
    async run({ api }) {
      const reads = [];
      const value = new Proxy(REQUEST, {
        get(target, name) {
          reads.push(name);
          return target[name];
        },
      });
      const fetch = spy();
      await api.revokeToken(value, { fetch });
      equal(fetch.calls[0][1].body, JSON.stringify(REQUEST), 'body');
      same(
        reads.filter((name) => name in REQUEST),
        ['clientId', 'access_token'],
        'reads',
      );
    },
  },
];

/** A text's UTF-8, a character for each byte. */
function binary(text) {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
