/** Puts the page together: checks the form as it changes, asks where need be, revokes, reports. */

import { revokeToken, RevokeTokenError } from './pkg/index.js';
import { confirmed } from './confirm.js';
import { showDestination } from './destination.js';
import { CLIENT_ID, generateToken, SPECIFICATION_TOKEN } from './example.js';
import { checkForm, forgetToken, insist, readForm, showProblems } from './form.js';
import { cancelled, failed, notSent, revoked } from './outcome.js';
import { details, showOutcome, showRunning } from './report.js';
import { look, offerAnswers } from './stand-in.js';
import { momentElement } from './time.js';
import { setToken, tokenInfo, watchToken } from './token.js';

const form = document.getElementById('revoke-form');
const revokeButton = document.getElementById('revoke');
const cancelButton = document.getElementById('cancel');
const note = document.getElementById('send-note');
const sendTo = document.getElementById('send-to');
const sendToAddress = document.getElementById('send-to-address');
const clientId = document.getElementById('client-id');

/** From the press of the button until there is an outcome, or none is wanted. */
let busy = false;
/** The call under way. */
let running = null;
/** Its `signal` is aborted with this, and with nothing else. */
const CANCELLED = Symbol('cancelled');

let latestCheck = 0;

/** Shows what the package makes of the form as it is now. */
async function check() {
  latestCheck += 1;
  const turn = latestCheck;
  note.textContent = '';
  const { problems, address } = await checkForm(readForm());
  // Someone who types quickly is ahead of an earlier answer.
  if (turn !== latestCheck) return;
  showProblems(problems);
  sendTo.hidden = address === null;
  sendToAddress.textContent = address ?? '';
}

/** From the button to the outcome. */
async function submit() {
  // What is checked, confirmed and sent is one and the same, whatever happens to the form meanwhile.
  const wanted = readForm();
  const token = tokenInfo();
  const { problems, address } = await checkForm(wanted);
  const count = insist(problems);
  if (count > 0) {
    const fields = count === 1 ? 'one field needs' : `${count} fields need`;
    note.textContent = `Nothing was sent: ${fields} correcting.`;
    return;
  }
  note.textContent = '';
  const about = [
    ['Sent to', address],
    ['Subject', token?.subject],
    ['Expiry', token?.expiresAt ? momentElement(token.expiresAt) : null],
  ];
  const { confirm } = wanted.to;
  if (confirm !== undefined && !(await confirmed(confirm, about))) {
    note.textContent = 'Nothing was sent.';
    return;
  }
  await revoke(wanted, about);
}

async function revoke({ to, request, options }, about) {
  const context = { standIn: to.id === 'stand-in', timeout: options.timeout };
  const progress = showRunning(to.name, options.retries + 1);
  running = new AbortController();
  setRunning(true);

  let attempts = 0;
  const fetchAndCount = (url, init) => {
    attempts += 1;
    progress.attempt(attempts);
    return fetch(url, init);
  };
  const { signal } = running;
  let outcome;
  let answer;
  try {
    answer = await revokeToken(request, { ...options, signal, fetch: fetchAndCount });
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
  showOutcome(outcome, [
    ...(answer === undefined ? [] : details(answer)),
    ['Attempts', String(attempts)],
    ['Time taken', `${Math.round(took)} ms`],
    ['Finished', momentElement(new Date())],
    ...about,
  ]);
  if (context.standIn) await look();
}

/** The button stays where it is, and keeps the focus, so that a second press does no harm. */
function setRunning(now) {
  revokeButton.setAttribute('aria-disabled', String(now));
  if (!now && document.activeElement === cancelButton) revokeButton.focus();
  cancelButton.hidden = !now;
}

/** What keeps the page from working at all. */
function giveUp(error) {
  const place = document.getElementById('not-started');
  place.textContent = error instanceof RevokeTokenError ? `${error.message}.` : String(error);
  place.classList.add('certain');
  place.hidden = false;
}

function start() {
  document.getElementById('not-started').hidden = true;
  form.addEventListener('input', () => check().catch(giveUp));
  form.addEventListener('change', () => showDestination());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    // A second press is not a second request.
    if (busy) return;
    busy = true;
    submit().catch(giveUp).finally(() => {
      busy = false;
    });
  });
  cancelButton.addEventListener('click', () => running?.abort(CANCELLED));
  document.getElementById('use-example-client').addEventListener('click', () => {
    clientId.value = CLIENT_ID;
    clientId.dispatchEvent(new Event('input', { bubbles: true }));
  });
  document.getElementById('generate-token').addEventListener('click', () => setToken(generateToken()));
  document
    .getElementById('use-example-token')
    .addEventListener('click', () => setToken(SPECIFICATION_TOKEN));
  document.getElementById('forget-token').addEventListener('click', forgetToken);
  // A token is not left behind for whoever comes back to the page.
  addEventListener('pagehide', forgetToken);

  watchToken(giveUp);
  showDestination();
  const enable = () => {
    revokeButton.disabled = false;
  };
  offerAnswers().then(check).then(enable).catch(giveUp);
}

start();
