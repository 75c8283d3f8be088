'use client';

import { revokeToken, RevokeTokenError } from 'nomba-revoke';
import { useState, useTransition } from 'react';
import { signOut } from './actions';

const relay = '/api/nomba';

export function Dashboard({ operator }: { operator: string }) {
  const [token, setToken] = useState('');
  const [message, setMessage] = useState('');
  const [isRevoking, startRevoking] = useTransition();
  const [isLeaving, startLeaving] = useTransition();

  function revoke() {
    startRevoking(async () => {
      setMessage('');
      try {
        await revokeToken({ access_token: token.trim() }, { relay });
        setToken('');
        setMessage('The token is revoked.');
      } catch (error) {
        if (!(error instanceof RevokeTokenError)) throw error;
        const outcome = error.outcome === 'unknown' ? 'may be revoked: revoke it again' : 'is not revoked';
        setMessage(`The token ${outcome}. ${error.message}`);
      }
    });
  }

  function leave() {
    // Nobody waits for the answer: `keepalive` lets the request outlive the page. It has left when `revokeToken`
    // returns, so it still carries the session.
    if (token.trim()) revokeToken({ access_token: token.trim() }, { relay, keepalive: true }).catch(() => {});
    startLeaving(signOut);
  }

  return (
    <>
      <p>
        Signed in as <strong>{operator}</strong>.
      </p>
      <form action={revoke}>
        <label>
          Access token
          <textarea
            rows={6}
            autoComplete="off"
            spellCheck={false}
            required
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        </label>
        <button disabled={isRevoking}>Revoke</button>
        <p role="status">{isRevoking ? 'Revoking ...' : message}</p>
      </form>
      <p>
        Signing out revokes the token in the field, too.{' '}
        <button type="button" disabled={isLeaving} onClick={leave}>
          Sign out
        </button>
      </p>
    </>
  );
}
