const { RevokeTokenError, revokeToken } = require('nomba-revoke');

test('a token is revoked over HTTP, once', async () => {
  const request = { clientId: crypto.randomUUID(), access_token: crypto.randomUUID().repeat(10) };
  const options = { baseUrl: process.env.MOCK_SERVER_URL };
  expect(await revokeToken(request, options)).toMatchObject({ code: '00', attempts: 1 });
  const error = await revokeToken(request, options).catch((reason) => reason);
  expect(error).toBeInstanceOf(RevokeTokenError);
  expect(error).toMatchObject({ name: 'RecordNotFoundError', outcome: 'not_revoked' });
});
