import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { RevokeTokenError, revokeToken } from 'nomba-revoke';

// What the server answers as long as a test doesn't say otherwise.
const server = setupServer(
  http.post('*/v1/auth/token/revoke', () =>
    HttpResponse.json({ code: '00', description: 'Token revoked successfully' }),
  ),
);

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

// A name that is reserved for tests: should nothing intercept the call, it leads nowhere.
const options = { baseUrl: 'https://nomba.test' };
const request = {
  clientId: '00000000-0000-4000-8000-000000000000',
  access_token: 'a'.repeat(400),
};

test('a token is revoked', async () => {
  const response = await revokeToken(request, options);
  expect(response).toMatchObject({ code: '00', status: 200, attempts: 1 });
});

test('a token that is not known is not revoked', async () => {
  server.use(
    http.post('*/v1/auth/token/revoke', () =>
      HttpResponse.json({ code: '404', description: 'Record not found' }, { status: 404 }),
    ),
  );
  const error = await revokeToken(request, options).catch((reason) => reason);
  expect(error).toBeInstanceOf(RevokeTokenError);
  expect(error).toMatchObject({ name: 'RecordNotFoundError', outcome: 'not_revoked' });
});

test('a server that does not answer leaves it open', async () => {
  server.use(http.post('*/v1/auth/token/revoke', () => HttpResponse.error()));
  const call = revokeToken(request, { ...options, retries: 0 });
  await expect(call).rejects.toMatchObject({ name: 'NetworkError', outcome: 'unknown' });
});
