// openapi-fetch sends, and ajv checks what goes out and what comes in, compiled beforehand as ajv advises.
import createClient from 'openapi-fetch';
import { validateAnswer, validateRequest } from '../node_modules/.made/ajv-validate.mjs';

const PATH = '/v1/auth/token/revoke';
const NAMES = { 400: 'RequestError', 401: 'AuthenticationError', 403: 'AuthorizationError' };

const client = createClient({ redirect: 'manual' });

export async function revoke({ clientId, access_token, baseUrl }) {
  const body = { clientId, access_token };
  if (!validateRequest(body)) {
    throw Object.assign(new Error('not valid'), { name: 'ValidationError', issues: validateRequest.errors });
  }
  const signal = AbortSignal.timeout(30_000);
  const { data, error, response } = await client.POST(PATH, { baseUrl, body, signal });
  if (error === undefined && validateAnswer(data)) return data;
  const name = NAMES[response.status] ?? 'ServerError';
  throw Object.assign(new Error(error?.description ?? 'not revoked'), { name });
}
