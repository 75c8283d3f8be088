/** Revokes the one token of the form: checks, asks where need be, sends, and shows how it ended. */

import { revokeToken, RevokeTokenError } from 'nomba-revoke';
import { confirmed } from '../confirm.js';
import { checkForm, describeProblems, insist, readForm } from '../form.js';
import { look } from '../mock-server.js';
import { momentElement } from '../time.js';
import { Attempts } from './attempts.js';
import { cancelled, failed, notSent, revoked } from './outcome.js';
import { showQuota } from './quota.js';
import { tokenInfo } from './token.js';
import { details, showOutcome, showRunning } from './verdict.js';

const revokeButton = document.getElementById('revoke');
const cancelButton = document.getElementById('cancel');
const note = document.getElementById('send-note');

/** The call under way. */
let running = null;
/** Its `signal` is aborted with this, and with nothing else. */
const CANCELLED = Symbol('cancelled');

/** Returns whether a call is under way, so that leaving the page would lose its outcome. */
export function isRevoking() {
  return running !== null;
}

/** Aborts the call under way. */
export function cancel() {
  running?.abort(CANCELLED);
}

/** From the button to the outcome. */
export async function submitOne() {
  // The form is read once, so that the request that is checked and confirmed is the one that is sent.
  const wanted = readForm();
  const token = tokenInfo();
  const { problems, address } = await checkForm(wanted);
  const count = insist(problems);
  if (count > 0) {
    note.textContent = describeProblems(count);
    return;
  }
  note.textContent = '';
  const about = [
    ['Sent to', address],
    ['Subject', token?.subject],
    ['Expiry', token?.expiresAt ? momentElement(token.expiresAt) : null],
  ];
  if (!wanted.to.isMock && !(await confirmed(wanted.to.confirm, about))) {
    note.textContent = 'Nothing was sent.';
    return;
  }
  await revoke(wanted, about);
}

async function revoke({ to, request, options }, about) {
  const context = { mockServer: to.isMock, timeout: options.timeout };
  const progress = showRunning(to.name, options.retries + 1);
  running = new AbortController();
  setRunning(true);

  const attempts = new Attempts();
  const watchedFetch = (url, init) => {
    progress.attempt(attempts.count + 1);
    return attempts.fetch(url, init);
  };
  const { signal } = running;
  let outcome;
  let answer;
  try {
    answer = await revokeToken(request, { ...options, signal, fetch: watchedFetch });
    outcome = revoked(context);
  } catch (error) {
    if (error === CANCELLED) outcome = cancelled(context);
    else if (error instanceof RevokeTokenError) {
      answer = error;
      outcome = failed(error, context);
    } else outcome = notSent(error);
  }
  const took = progress.end();
  running = null;
  setRunning(false);
  attempts.end(outcome.title);
  if (answer !== undefined) showQuota(answer.rateLimit);
  showOutcome(outcome, [
    ...(answer === undefined ? [] : details(answer, to)),
    ['Attempts', String(attempts.count)],
    ['Time taken', `${Math.round(took)} ms`],
    ['Finished', momentElement(new Date())],
    ...about,
  ]);
  if (context.mockServer) look();
}

/** The button stays where it is, and keeps the focus, so that a second press does no harm. */
function setRunning(now) {
  revokeButton.setAttribute('aria-disabled', String(now));
  if (!now && document.activeElement === cancelButton) revokeButton.focus();
  cancelButton.hidden = !now;
}
