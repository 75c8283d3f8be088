import { revokeToken, RevokeTokenError } from 'nomba-revoke';
import './page.css';

const element = <E extends Element>(selector: string) => document.querySelector<E>(selector)!;

const signIn = element<HTMLFormElement>('#sign-in');
const problem = element('#sign-in [role=alert]');
const revoke = element<HTMLFormElement>('#revoke');
const button = element<HTMLButtonElement>('#revoke button');
const status = element('#revoke [role=status]');

signIn.addEventListener('submit', async (event) => {
  event.preventDefault();
  const response = await fetch('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(Object.fromEntries(new FormData(signIn))),
  });
  const answer: { operator?: string; problem?: string } = await response.json();
  problem.textContent = answer.problem ?? '';
  if (answer.operator) signIn.reset();
  show(answer.operator ?? null);
});

revoke.addEventListener('submit', async (event) => {
  event.preventDefault();
  button.disabled = true;
  status.textContent = 'Revoking ...';
  try {
    const access_token = String(new FormData(revoke).get('access_token')).trim();
    await revokeToken({ access_token }, { relay: '/api/nomba' });
    revoke.reset();
    status.textContent = 'The token is revoked.';
  } catch (error) {
    if (!(error instanceof RevokeTokenError)) throw error;
    const outcome = error.outcome === 'unknown' ? 'may be revoked: revoke it again' : 'is not revoked';
    status.textContent = `The token ${outcome}. ${error.message}`;
  } finally {
    button.disabled = false;
  }
});

element('#sign-out').addEventListener('click', async () => {
  await fetch('/api/session', { method: 'DELETE' });
  revoke.reset();
  status.textContent = '';
  show(null);
});

function show(operator: string | null): void {
  signIn.hidden = operator !== null;
  element<HTMLElement>('#dashboard').hidden = operator === null;
  element('#operator').textContent = operator;
}

const session: { operator: string | null } = await (await fetch('/api/session')).json();
show(session.operator);
