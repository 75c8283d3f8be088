// Against the mock server for the vendor's API.
//
// Environment: MOCK_SERVER_URL, its address.
import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { entries } from './consumer.mjs';

const baseUrl = process.env.MOCK_SERVER_URL;
if (!baseUrl) {
  throw new Error('MOCK_SERVER_URL is not set. `cargo xtask test package` starts a mock server.');
}
const seen = async (path = '/_mock') => (await fetch(new URL(path, baseUrl))).json();

const SPECIFICATION = new URL('../fixtures/nomba-revoke-access-token.openapi.md', import.meta.url);
const EXAMPLE = readFileSync(SPECIFICATION, 'utf8').match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/)[0];

/** What each documented status comes to: name, outcome, attempts; nothing where it resolves. */
const CODES = {
  200: null,
  400: ['RequestError', 'not_revoked', 1],
  401: ['AuthenticationError', 'not_revoked', 1],
  403: ['AuthorizationError', 'not_revoked', 1],
  404: ['RecordNotFoundError', 'not_revoked', 1],
  429: ['RateLimitError', 'not_revoked', 3],
  500: ['ServerError', 'unknown', 3],
};

/** The same for each fault, with the status. */
const FAULTS = {
  'no-answer': ['TimeoutError', 'unknown', 2, null],
  'lost-answer': ['RecordNotFoundError', 'unknown', 2, 404],
  'slow-body': ['TimeoutError', 'unknown', 2, null],
  'cut-body': ['NetworkError', 'unknown', 2, null],
  'html-502': ['ServerError', 'unknown', 2, 502],
  'other-code': ['NotRevokedError', 'not_revoked', 1, 200],
  redirect: ['UnexpectedResponseError', 'unknown', 1, 307],
  echo: ['RequestError', 'not_revoked', 1, 400],
};

/** A client of its own has a quota of its own. */
function newRequest() {
  return { clientId: randomUUID(), access_token: randomBytes(200).toString('hex') };
}

test('every code and fault of the mock server is tried here', async () => {
  const { codes, faults } = await seen();
  assert.deepEqual(codes.map(String), Object.keys(CODES));
  assert.deepEqual(faults.map(({ name }) => name).sort(), Object.keys(FAULTS).sort());
});

for (const [how, { revokeToken, inspectToken, RevokeTokenError }] of Object.entries(entries)) {
  describe(`by ${how}`, { concurrency: true }, () => {
    const refused = async (prefer, options) => {
      const headers = { prefer };
      const error = await revokeToken(newRequest(), { baseUrl, headers, ...options }).then(
        (response) => assert.fail(JSON.stringify(response)),
        (reason) => reason,
      );
      assert.ok(error instanceof RevokeTokenError, String(error));
      return error;
    };

    test('the specification’s example token is read', async () => {
      assert.equal(EXAMPLE.length, 407);
      assert.deepEqual(await inspectToken(EXAMPLE), {
        algorithm: 'HS256',
        subject: '5e26cfb0-529f-417b-b8d2-abc471f4c9db',
        issuedAt: new Date('2023-04-19T15:36:19Z'),
        expiresAt: new Date('2023-04-19T16:36:19Z'),
        expired: true,
      });
    });

    test('a token is revoked, and a second time there is no such record', async () => {
      const request = newRequest();
      const response = await revokeToken(request, { baseUrl });
      const { limit } = await seen();
      assert.deepEqual(response, {
        code: '00',
        description: 'Token revoked successfully',
        status: 200,
        rateLimit: { limit, remaining: limit - 1, window: 1000 },
        attempts: 1,
      });
      const error = await revokeToken(request, { baseUrl }).catch((reason) => reason);
      assert.ok(error instanceof RevokeTokenError);
      assert.deepEqual([error.name, error.outcome], ['RecordNotFoundError', 'not_revoked']);
    });

    for (const [code, expected] of Object.entries(CODES)) {
      test(`the documented ${code}`, async () => {
        const prefer = `code=${code}`;
        if (expected === null) {
          const response = await revokeToken(newRequest(), { baseUrl, headers: { prefer } });
          assert.equal(response.code, '00');
          return;
        }
        const error = await refused(prefer);
        assert.deepEqual([error.name, error.outcome, error.attempts], expected);
        assert.deepEqual([error.status, error.code], [Number(code), code]);
      });
    }

    for (const [fault, expected] of Object.entries(FAULTS)) {
      test(`the fault ${fault}`, async () => {
        const timeout = expected[0] === 'TimeoutError' ? 1_000 : 60_000;
        const error = await refused(`fault=${fault}`, { retries: 1, timeout });
        assert.deepEqual([error.name, error.outcome, error.attempts, error.status], expected);
      });
    }
  });
}

test('the specification’s example token is revoked, and a second time there is no such record', async () => {
  const { revokeToken } = entries.import;
  const request = { clientId: randomUUID(), access_token: EXAMPLE };
  const hash = createHash('sha256').update(EXAMPLE).digest('hex');
  assert.ok(!(await seen('/_mock/revoked')).includes(hash));
  assert.equal((await revokeToken(request, { baseUrl })).code, '00');
  assert.ok((await seen('/_mock/revoked')).includes(hash));
  const error = await entries.require.revokeToken(request, { baseUrl }).catch((reason) => reason);
  assert.deepEqual([error.name, error.outcome], ['RecordNotFoundError', 'not_revoked']);
});
