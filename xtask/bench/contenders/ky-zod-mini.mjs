// ky sends, zod/mini checks what goes out and what comes in.
import ky, { HTTPError } from 'ky';
import * as z from 'zod/mini';

const Request = z.object({
  clientId: z.string().check(z.length(36)),
  access_token: z.string().check(z.minLength(300), z.maxLength(600)),
});
const Answer = z.object({ code: z.literal('00'), description: z.optional(z.string()) });
const NAMES = { 400: 'RequestError', 401: 'AuthenticationError', 403: 'AuthorizationError' };

const api = ky.create({ timeout: 30_000, retry: { limit: 2, methods: ['post'] }, redirect: 'manual' });

export async function revoke({ clientId, access_token, baseUrl }) {
  const json = Request.parse({ clientId, access_token });
  try {
    return Answer.parse(await api.post(`${baseUrl}/v1/auth/token/revoke`, { json }).json());
  } catch (cause) {
    const status = cause instanceof HTTPError ? cause.response.status : 0;
    const name = NAMES[status] ?? (status === 0 ? 'NetworkError' : 'ServerError');
    throw Object.assign(new Error('not revoked', { cause }), { name });
  }
}
