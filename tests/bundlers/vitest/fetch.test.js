import { revokeToken } from 'nomba-revoke';
import { expect, test } from 'vitest';

test('a token is revoked, by a server of the test’s own', async () => {
  const request = {
    clientId: '00000000-0000-4000-8000-000000000000',
    access_token: 'a'.repeat(400),
  };
  const fetch = async () => new Response('{ "code": "00", "description": "Revoked" }');
  const response = await revokeToken(request, { baseUrl: 'https://nomba.test', fetch });
  expect(response).toMatchObject({ code: '00', description: 'Revoked' });
});
