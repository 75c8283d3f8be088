// A look into a JWT.
import { equal, same } from './assert.mjs';
import { TOKEN, jwt } from './examples.mjs';

const NOTHING = { algorithm: null, subject: null, issuedAt: null, expiresAt: null, expired: null };

const NOT_JWT = [
  ['no string', [undefined, null, 5, {}, [], Object(jwt({}, {})), () => {}, Symbol('token'), 5n]],
  ['one part or two or four', ['', 'abc', 'e30.e30', 'e30.e30.c.c', TOKEN]],
  [
    'not base64url',
    [
      'e30=.e30.c',
      'e3 .e30.c',
      'e30.e30.c+',
      'e30.e3/.c',
      'é30.e30.c',
      ' e30.e30.c',
      'e30.e30.c\n',
    ],
  ],
  ['a length that base64 never has', ['e30ab.e30.c']],
  ['no JSON', [jwt('x', '{}'), jwt('{}', 'x'), jwt('', '{}')]],
  ['JSON but no objects', [jwt('[]', '{}'), jwt('{}', 'null'), jwt('5', '5'), jwt('{}', '"{}"')]],
  ['no UTF-8', ['e30.eyJzdWIiOiL_In0.c']],
];

/** Claims, and what differs from nothing. */
const CLAIMS = [
  ['an empty one', {}, {}, {}],
  [
    'the usual',
    { alg: 'HS256' },
    { iat: 1681918579, sub: '5e26cfb0', exp: 1681922179 },
    {
      algorithm: 'HS256',
      subject: '5e26cfb0',
      issuedAt: new Date(1681918579000),
      expiresAt: new Date(1681922179000),
      expired: true,
    },
  ],
  [
    'one that is not over',
    {},
    { exp: 4102444800 },
    { expiresAt: new Date(4102444800000), expired: false },
  ],
  ['fractions of a second', {}, { exp: 1.5 }, { expiresAt: new Date(1500), expired: true }],
  [
    '1970',
    {},
    { iat: 0, exp: 0 },
    { issuedAt: new Date(0), expiresAt: new Date(0), expired: true },
  ],
  ['other types', { alg: 5 }, { iat: '1681918579', sub: {}, exp: null }, {}],
  ['dates that no Date holds', {}, { iat: 1e300, exp: -1e300 }, {}],
  ['a subject outside ASCII', {}, { sub: 'Adé \u{1f511}' }, { subject: 'Adé \u{1f511}' }],
  ['claims on the prototype', '{"__proto__":{"alg":"x"}}', '{"__proto__":{"sub":"x"}}', {}],
];

export const inspectToken = [
  ...NOT_JWT.map(([what, values]) => ({
    name: `null: ${what}`,
    async run({ api }) {
      for (const value of values) {
        const promise = api.inspectToken(value);
        equal(promise instanceof Promise, true, 'a promise');
        equal(await promise, null, String(value));
      }
    },
  })),

  ...CLAIMS.map(([what, header, claims, expected]) => ({
    name: `read: ${what}`,
    async run({ api }) {
      same(await api.inspectToken(jwt(header, claims)), { ...NOTHING, ...expected }, 'the token');
    },
  })),

  {
    name: 'the other claims stay unread',
    async run({ api }) {
      const info = await api.inspectToken(
        jwt({ alg: 'HS256', kid: 'k' }, { Email: 'a@b.example', R: 'OWNER', jti: 'j' }),
      );
      same(info, { ...NOTHING, algorithm: 'HS256' }, 'the token');
    },
  },

  {
    name: 'the signature is not checked, and may be missing',
    async run({ api }) {
      const [header, claims] = jwt({ alg: 'none' }, {}).split('.');
      equal((await api.inspectToken(`${header}.${claims}.`)).algorithm, 'none', 'algorithm');
    },
  },
];
