import { RevokeTokenError, type RevokeTokenOutcome } from 'nomba-revoke';

/** How the revocation of a token ended. */
export interface Result {
  status: 'revoked' | 'not revoked' | 'unknown';
  tokenHash: string | null;
  message: string;
}

/** Makes a result of an outcome. `earlier` is the token's result before this run. */
export function resultOf({ tokenHash, reason, status }: RevokeTokenOutcome, earlier?: Result): Result {
  if (status === 'fulfilled') return { status: 'revoked', tokenHash, message: '' };
  if (!(reason instanceof RevokeTokenError)) return { status: 'unknown', tokenHash, message: String(reason) };
  // The outcome of a call does not cover earlier calls: one of those may have revoked the token that is gone now.
  if (earlier?.status === 'unknown' && reason.name === 'RecordNotFoundError') {
    const message = 'Nomba knows no such token any more: an earlier attempt has probably revoked it.';
    return { status: 'unknown', tokenHash, message };
  }
  return {
    status: reason.outcome === 'unknown' ? 'unknown' : 'not revoked',
    tokenHash,
    message: reason.message,
  };
}
