/** Puts the page together: checks the form as it changes, and starts what its buttons ask for. */

import { RevokeTokenError } from 'nomba-revoke';
import { showDestination } from './destination.js';
import { CLIENT_ID, generateToken, SPECIFICATION_TOKEN } from './example.js';
import { checkForm, forgetToken, readForm, showProblems } from './form.js';
import { isMany, showMode } from './mode.js';
import { forgetMany, isManyBusy, isReportUnsaved, submitMany, watchMany } from './many/many.js';
import { offerAnswers } from './mock-server.js';
import { showPreview, watchPreview } from './one/preview.js';
import { cancel, isRevoking, submitOne } from './one/revoke.js';
import { setToken, watchToken } from './one/token.js';

const form = document.getElementById('revoke-form');
const revokeButton = document.getElementById('revoke');
const note = document.getElementById('send-note');
const sendTo = document.getElementById('send-to');
const sendToAddress = document.getElementById('send-to-address');
const clientId = document.getElementById('client-id');

/** From the press of the button until there is an outcome, or none is wanted. */
let busy = false;

let latestCheck = 0;

/** Shows what the package makes of the form as it is now. */
async function check() {
  latestCheck += 1;
  const turn = latestCheck;
  note.textContent = '';
  const wanted = readForm();
  const { problems, address } = await checkForm(wanted);
  // The form has changed since: a later check shows its own result.
  if (turn !== latestCheck) return;
  showProblems(problems);
  sendTo.hidden = address === null;
  sendToAddress.textContent = address ?? '';
  showPreview(wanted, address);
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
  form.addEventListener('change', () => {
    showDestination();
    showMode();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    // A second press is not a second request.
    if (busy) return;
    busy = true;
    const submit = isMany() ? submitMany : submitOne;
    submit()
      .catch(giveUp)
      .finally(() => {
        busy = false;
      });
  });
  document.getElementById('cancel').addEventListener('click', cancel);
  document.getElementById('use-example-client').addEventListener('click', () => {
    clientId.value = CLIENT_ID;
    clientId.dispatchEvent(new Event('input', { bubbles: true }));
  });
  document.getElementById('generate-token').addEventListener('click', () => setToken(generateToken()));
  document
    .getElementById('use-example-token')
    .addEventListener('click', () => setToken(SPECIFICATION_TOKEN));
  document.getElementById('forget-token').addEventListener('click', forgetToken);
  // The next person at the page must not find the token.
  addEventListener('pagehide', () => {
    forgetToken();
    forgetMany();
  });
  addEventListener('beforeunload', (event) => {
    if (isRevoking() || isManyBusy() || isReportUnsaved()) event.preventDefault();
  });

  watchToken(giveUp);
  watchPreview();
  watchMany(giveUp);
  showDestination();
  showMode();
  const enable = () => {
    revokeButton.disabled = false;
  };
  offerAnswers().then(check).then(enable).catch(giveUp);
}

start();
