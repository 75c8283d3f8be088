// Wrong options: a TypeError when the relay is made, which says what is right.
//
// Environment: CONSUMER, a project with the package installed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createRevokeRelay, toNodeHandler } from './package.mjs';
import { CLIENT_ID } from './table.mjs';

const RIGHT = { authorize: () => true, environment: 'sandbox' };

/** Each a change of right options, and what the message says. */
const WRONG = [
  [{ authorize: undefined }, /"authorize" is required/],
  [{ authorize: true }, /"authorize" must be a function/],
  [{ environment: undefined }, /"environment" is required, unless "baseUrl"/],
  [{ environment: 'Production' }, /"environment" must be "production" or "sandbox"/],
  [{ baseUrl: 'https://proxy.example' }, /"environment".*"baseUrl"/],
  [{ environment: undefined, baseUrl: 'http://proxy.example' }, /"baseUrl" must be https:/],
  [{ environment: undefined, baseUrl: '/api' }, /"baseUrl"/],
  [{ environment: undefined, baseUrl: 'https://api.nomba.com/v1' }, /"baseUrl".*\/v1\/auth\/token\/revoke/],
  [{ clientId: 'short' }, /"clientId".*36/],
  [{ clientId: '' }, /"clientId".*36/],
  [{ clientId: 7 }, /"clientId" must be a string or a function/],
  [{ accountId: 'a\nb' }, /"accountId"/],
  [{ validate: 'no' }, /"validate"/],
  [{ fetch: 'fetch' }, /"fetch"/],
  [{ timeout: 0 }, /"timeout"/],
  [{ timeout: '20' }, /"timeout"/],
  [{ hookTimeout: 0 }, /"hookTimeout"/],
  [{ hookTimeout: Infinity }, /"hookTimeout"/],
  [{ hookTimeout: NaN }, /"hookTimeout"/],
  [{ maxInFlight: 0 }, /"maxInFlight"/],
  [{ maxInFlight: 1.5 }, /"maxInFlight"/],
  [{ allowedOrigins: 'https://admin.example.com' }, /"allowedOrigins" must be an array/],
  [{ allowedOrigins: ['https://admin.example.com/'] }, /: "https:\/\/admin\.example\.com"$/],
  [{ allowedOrigins: ['https://admin.example.com/path?x#y'] }, /: "https:\/\/admin\.example\.com"$/],
  [{ allowedOrigins: ['HTTPS://Admin.Example.com:443'] }, /: "https:\/\/admin\.example\.com"$/],
  [{ allowedOrigins: ['https://bücher.example'] }, /: "https:\/\/xn--bcher-kva\.example"$/],
  [{ allowedOrigins: ['admin.example.com'] }, /such as "https:/],
  [{ allowedOrigins: ['*'] }, /such as "https:/],
  [{ allowedOrigins: ['null'] }, /such as "https:/],
  [{ allowedOrigins: ['data:text/plain,x'] }, /such as "https:/],
  [{ credentials: 'include' }, /"credentials" must be true or false/],
  [{ allowedHeaders: ['x y'] }, /"allowedHeaders"/],
  [{ allowedHeaders: ['x\r\ny: z'] }, /"allowedHeaders"/],
  [{ approve: 1 }, /"approve" must be a function/],
  [{ audit: {} }, /"audit" must be a function/],
  [{ store: new Set() }, /"store" must have the methods "get" and "set"/],
  [{ store: { get() {} } }, /"store" must have the methods/],
  [{ onError: 'log' }, /"onError" must be a function/],
  [{ Authorize: () => true }, /"Authorize" is unknown; did you mean "authorize"\?/],
  [{ retries: 2 }, /"retries" is unknown/],
  [{ [`eyJ${'x'.repeat(40)}`]: 1 }, /^There is an unknown option$/],
];

describe('createRevokeRelay', () => {
  for (const [change, message] of WRONG) {
    test(`throws a TypeError for ${Object.keys(change)}: ${String(Object.values(change)[0])}`, () => {
      assert.throws(() => createRevokeRelay({ ...RIGHT, ...change }), (error) => {
        assert.ok(error instanceof TypeError);
        assert.match(error.message, message);
        return true;
      });
    });
  }

  test('takes an object of options', () => {
    for (const given of [undefined, null, 'sandbox', []]) {
      assert.throws(() => createRevokeRelay(given), TypeError);
    }
  });

  test('takes right options of every kind, each read once', () => {
    let reads = 0;
    const all = {
      ...RIGHT,
      clientId: CLIENT_ID,
      timeout: Infinity,
      allowedOrigins: ['https://admin.example.com', 'http://localhost:3000', 'capacitor://localhost', 'https://[::1]:8443'],
      get hookTimeout() {
        reads += 1;
        return 5;
      },
      approve: undefined,
    };
    assert.equal(typeof createRevokeRelay(all), 'function');
    assert.equal(reads, 1);
    createRevokeRelay({ ...RIGHT, clientId: 'of any length', validate: false });
    createRevokeRelay({ ...RIGHT, clientId: () => CLIENT_ID });
    createRevokeRelay({ ...RIGHT, environment: undefined, baseUrl: new URL('https://proxy.example/base/') });
  });

  test('does not see what is changed later', async () => {
    const allowedOrigins = [];
    const relay = createRevokeRelay({ ...RIGHT, allowedOrigins });
    allowedOrigins.push('https://evil.example');
    const request = new Request('http://relay.example/v1/auth/token/revoke', {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
    });
    assert.equal((await relay(request)).headers.get('x-nomba-revoke-relay'), 'origin');
  });
});

test('toNodeHandler takes a relay', () => {
  for (const given of [undefined, {}, 'relay']) assert.throws(() => toNodeHandler(given), TypeError);
});
