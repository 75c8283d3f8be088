import { revokeToken, RevokeTokenError } from '/nomba-revoke/index.js';

const signIn = document.querySelector('#sign-in');
const revoke = document.querySelector('#revoke');
const alert = signIn.querySelector('[role=alert]');
const status = revoke.querySelector('[role=status]');

signIn.addEventListener('submit', async (event) => {
  event.preventDefault();
  const response = await fetch('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(Object.fromEntries(new FormData(signIn))),
  });
  const { operator, problem = '' } = await response.json();
  alert.textContent = problem;
  if (operator) show(operator);
});

revoke.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = revoke.querySelector('button:not([type])');
  button.disabled = true;
  status.textContent = 'Revoking ...';
  status.textContent = await outcome(revoke.elements.access_token.value.trim());
  button.disabled = false;
});

/** Revokes a token. Resolves with a sentence about what is known of it then. */
async function outcome(access_token) {
  try {
    await revokeToken({ access_token }, { relay: '/api/nomba' });
    revoke.elements.access_token.value = '';
    return 'The token is revoked.';
  } catch (error) {
    if (!(error instanceof RevokeTokenError)) throw error;
    const known = error.outcome === 'unknown' ? 'The token may be revoked' : 'The token is not revoked';
    return `${known}. ${error.message}`;
  }
}

document.querySelector('#sign-out').addEventListener('click', async () => {
  await fetch('/api/session', { method: 'DELETE' });
  show(null);
});

/** Shows the dashboard of an operator, or the form to sign in. */
function show(operator) {
  signIn.hidden = operator !== null;
  revoke.hidden = operator === null;
  document.querySelector('#operator').textContent = operator ?? '';
  signIn.reset();
  revoke.reset();
  status.textContent = '';
}

const response = await fetch('/api/session');
const { operator } = await response.json();
show(operator);
