import { revokeToken, RevokeTokenError } from 'nomba-revoke';

const ENDPOINT = '/v1/auth/token/revoke';
const REQUEST = { clientId: '0'.repeat(36), access_token: '0'.repeat(300) };

/**
 * Asks the package what it makes of options, and sends nothing: the call gets a made-up request, and
 * a `fetch` that only notes the address.
 *
 * @returns {Promise<{ address: string } | { problem: string }>} where a call with these options would
 *   be sent to, or what is wrong with them
 */
export async function rehearse(options) {
  let address = '';
  const fetch = async (url) => {
    address = url;
    // An answer after which nothing is tried again.
    return new Response(null, { status: 400 });
  };
  try {
    await revokeToken(REQUEST, { ...options, fetch });
  } catch (error) {
    if (error instanceof TypeError) return { problem: error.message };
    if (error instanceof RevokeTokenError && error.name !== 'LoadError') return { address };
    throw error;
  }
  return { address };
}

/** Returns what stands before the endpoint's path in the address of a call. */
export function baseOf(address) {
  return address.slice(0, -ENDPOINT.length);
}
