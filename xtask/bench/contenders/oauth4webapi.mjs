// A client of RFC 7009, which is what comes closest in the registry. The standard's form is made into
// Nomba's JSON on the way; the lengths are checked by hand.
import * as oauth from 'oauth4webapi';

const LIMITS = { clientId: [36, 36], access_token: [300, 600] };
const NAMES = { 400: 'RequestError', 401: 'AuthenticationError', 403: 'AuthorizationError' };

export async function revoke({ clientId, access_token, baseUrl }) {
  for (const [name, value] of Object.entries({ clientId, access_token })) {
    const [minimum, maximum] = LIMITS[name];
    if (typeof value !== 'string' || value.length < minimum || value.length > maximum) {
      throw Object.assign(new Error(`${name} is not valid`), { name: 'ValidationError' });
    }
  }
  const server = { issuer: baseUrl, revocation_endpoint: `${baseUrl}/v1/auth/token/revoke` };
  const client = { client_id: clientId };
  const options = {
    [oauth.allowInsecureRequests]: true,
    [oauth.customFetch]: sendJson,
    signal: AbortSignal.timeout(30_000),
  };
  const response = await oauth.revocationRequest(server, client, oauth.None(), access_token, options);
  try {
    // Of a 200 it leaves the body to others.
    await oauth.processRevocationResponse(response);
    const answer = await response.json();
    if (answer?.code === '00') return answer;
    throw Object.assign(new Error(answer?.description), { name: 'NotRevokedError' });
  } catch (cause) {
    const name = NAMES[response.status] ?? 'ServerError';
    throw Object.assign(new Error('not revoked', { cause }), { name });
  }
}

function sendJson(url, { body, signal }) {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ clientId: body.get('client_id'), access_token: body.get('token') }),
    redirect: 'manual',
    signal,
  });
}
