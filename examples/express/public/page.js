import { revokeToken, RevokeTokenError } from '/nomba-revoke/index.js';

const signIn = document.querySelector('#sign-in');
const dashboard = document.querySelector('#dashboard');
const revoke = document.querySelector('#revoke');
const status = revoke.querySelector('[role=status]');

signIn.addEventListener('submit', async (event) => {
  event.preventDefault();
  const response = await fetch('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(Object.fromEntries(new FormData(signIn))),
  });
  const { operator = null, problem = '' } = await response.json();
  signIn.querySelector('[role=alert]').textContent = problem;
  if (operator) signIn.reset();
  await show(operator);
});

revoke.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = revoke.querySelector('button');
  button.disabled = true;
  status.textContent = 'Revoking ...';
  try {
    await revokeToken({ access_token: revoke.elements.access_token.value.trim() }, { relay: '/api/nomba' });
    revoke.reset();
    status.textContent = 'The token is revoked.';
  } catch (error) {
    if (!(error instanceof RevokeTokenError)) throw error;
    const outcome = error.outcome === 'unknown' ? 'may be revoked: revoke it again' : 'is not revoked';
    status.textContent = `The token ${outcome}. ${error.message}`;
  } finally {
    button.disabled = false;
    await showEntries();
  }
});

document.querySelector('#sign-out').addEventListener('click', async () => {
  await fetch('/api/session', { method: 'DELETE' });
  revoke.reset();
  status.textContent = '';
  await show(null);
});

async function show(operator) {
  signIn.hidden = operator !== null;
  dashboard.hidden = operator === null;
  document.querySelector('#operator').textContent = operator ?? '';
  if (operator) await showEntries();
}

async function showEntries() {
  const response = await fetch('/api/audit');
  const entries = response.ok ? await response.json() : [];
  const rows = entries.map(({ time, actor, tokenHash, stage, outcome }) => {
    const row = document.createElement('tr');
    row.append(...[time, actor, tokenHash, stage, outcome ?? ''].map(cell));
    return row;
  });
  document.querySelector('#entries').replaceChildren(...rows);
}

function cell(text) {
  const element = document.createElement('td');
  element.textContent = text;
  return element;
}

const { operator } = await (await fetch('/api/session')).json();
await show(operator);
