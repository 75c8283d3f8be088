import { RevokeTokenError, revokeToken } from 'nomba-revoke';

/** Revokes the token of a session, and says how that went. */
export async function signOut(request) {
  try {
    await revokeToken(request);
    return 'You are signed out.';
  } catch (error) {
    if (!(error instanceof RevokeTokenError)) throw error;
    return error.outcome === 'unknown' ? 'Please try again.' : 'You are still signed in.';
  }
}
