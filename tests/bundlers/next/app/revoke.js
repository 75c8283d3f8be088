import { RevokeTokenError, revokeToken } from 'nomba-revoke';

/** Revokes a token, in the browser as on the server, and says how it ended. */
export async function revoke({ baseUrl, ...request }) {
  try {
    const { code } = await revokeToken(request, { baseUrl });
    return `revoked, ${code}`;
  } catch (error) {
    const ours = error instanceof RevokeTokenError;
    return ours ? `${error.name}, ${error.outcome}` : String(error);
  }
}
