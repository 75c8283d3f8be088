import { revokeToken, RevokeTokenError, revokeTokenRequestSchema, type RevokeTokenOptions } from 'nomba-revoke';

/** How a revocation ended. */
export interface Result {
  isRevoked: boolean;
  message: string;
}

/** Revokes a token through the relay, from the page or from the server. */
export async function revoke(
  access_token: string,
  options: Pick<RevokeTokenOptions, 'fetch'> & { relay: string | URL },
): Promise<Result> {
  const problems = await problemsOf(access_token);
  if (problems.length > 0) return { isRevoked: false, message: problems.join('. ') };
  try {
    await revokeToken({ access_token }, options);
    return { isRevoked: true, message: 'The token is revoked.' };
  } catch (error) {
    if (!(error instanceof RevokeTokenError)) throw error;
    const outcome = error.outcome === 'unknown' ? 'may be revoked: revoke it again' : 'is not revoked';
    return { isRevoked: false, message: `The token ${outcome}. ${error.message}` };
  }
}

async function problemsOf(access_token: string): Promise<string[]> {
  // The schema is for requests with a client id, which this form leaves to the relay.
  const { issues = [] } = await revokeTokenRequestSchema['~standard'].validate({ access_token });
  return issues.filter(({ path }) => path[0] === 'access_token').map(({ message }) => message);
}
