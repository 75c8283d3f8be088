/** @jest-environment jsdom */
const { RevokeTokenError, revokeToken } = require('nomba-revoke');

test('a page without the platform says what it lacks', async () => {
  const request = { clientId: crypto.randomUUID(), access_token: crypto.randomUUID().repeat(10) };
  const error = await revokeToken(request, { baseUrl: 'https://nomba.test' }).catch(
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(RevokeTokenError);
  expect(error).toMatchObject({ name: 'LoadError', outcome: 'not_revoked' });
  expect(error.message).toContain('this context has no TextDecoder');
});
