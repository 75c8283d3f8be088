/** The token's field: its length, what doesn't belong there, and what the token says of itself. */

import { inspectToken } from 'nomba-revoke';
import { extractToken } from '../../reader/extract-token.js';
import { momentElement, roughly } from '../time.js';

const input = document.getElementById('token');
const count = document.getElementById('token-count');
const stray = document.getElementById('token-stray');
const strayText = document.getElementById('token-stray-text');
const hide = document.getElementById('hide-token');
const details = document.getElementById('token-info');
const opaque = document.getElementById('token-opaque');
const subject = document.getElementById('token-subject');
const issued = document.getElementById('token-issued');
const expires = document.getElementById('token-expires');
const left = document.getElementById('token-left');

/** What the package reads from the token in the field; `null` where that is nothing. */
let info = null;

/**
 * Returns the token in the field, or why there is none.
 *
 * @returns {import('../../reader/extract-token.js').Extraction}
 */
export function tokenInField() {
  return extractToken(input.value, { joins: true });
}

/** Returns the claims of the token, for a person to recognise it by. Never the token. */
export function tokenInfo() {
  return info;
}

/** Puts a token in the field, as if it had been typed. */
export function setToken(token) {
  input.value = token;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

/** To be called once. `failed` gets what keeps the package from reading a token. */
export function watchToken(failed) {
  input.addEventListener('input', () => read().catch(failed));
  document.getElementById('tidy-token').addEventListener('click', () => {
    setToken(tokenInField().token);
    input.focus();
  });
  hide.addEventListener('click', () => {
    const hidden = input.classList.toggle('concealed');
    hide.setAttribute('aria-pressed', String(hidden));
  });
  setInterval(showTimeLeft, 1000);
  showLength();
}

async function read() {
  const { value } = input;
  showLength();
  const { token, takenOff = [] } = tokenInField();
  stray.hidden = takenOff.length === 0;
  strayText.textContent =
    takenOff.length === 0
      ? ''
      : `Not part of the token, and not sent: ${takenOff.join(', ')}.`;

  const read = token === undefined ? null : await inspectToken(token);
  // Someone who types quickly is ahead of an earlier answer.
  if (value !== input.value) return;
  info = read;
  details.hidden = info === null;
  opaque.hidden = value === '' || info !== null;
  subject.textContent = info === null ? '' : (info.subject ?? 'none given');
  issued.replaceChildren(info === null ? '' : moment(info.issuedAt));
  expires.replaceChildren(info === null ? '' : moment(info.expiresAt));
  showTimeLeft();
}

function showLength() {
  // In code points, as the specification counts.
  const length = [...(tokenInField().token ?? input.value)].length;
  count.textContent = `${length} character${length === 1 ? '' : 's'}`;
}

function moment(date) {
  return date === null ? 'none given' : momentElement(date);
}

function showTimeLeft() {
  const milliseconds = info?.expiresAt ? info.expiresAt.getTime() - Date.now() : null;
  left.hidden = milliseconds === null;
  if (milliseconds === null) return;
  const expired = milliseconds <= 0;
  left.classList.toggle('over', expired);
  left.textContent = expired
    ? `expired ${roughly(-milliseconds)} ago`
    : `${roughly(milliseconds)} left`;
}
