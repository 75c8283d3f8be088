/** The request that will be sent, with the token masked, and the code for it to copy. */

import { maskedRequest, snippets } from './snippets.js';

const request = document.getElementById('preview-request');
const language = document.getElementById('preview-language');
const code = document.getElementById('preview-code');
const copy = document.getElementById('preview-copy');
const copied = document.getElementById('preview-copied');

/** What the code is made of. */
let latest;

/** To be called once. */
export function watchPreview() {
  language.addEventListener('change', show);
  copy.addEventListener('click', () => {
    copyText(code.textContent).then(
      () => {
        copied.textContent = 'Copied. The code reads the token from a variable; it does not hold the token.';
      },
      () => {
        getSelection().selectAllChildren(code);
        copied.textContent = 'The browser does not let the page copy. The code is selected: copy it by hand.';
      },
    );
  });
}

/**
 * Shows the request of the form as it is now.
 *
 * @param {object} wanted what `readForm` returns
 * @param {string | null} address
 */
export function showPreview(wanted, address) {
  latest = { wanted, address };
  copied.textContent = '';
  show();
}

function show() {
  const { wanted, address } = latest;
  request.textContent = address === null ? 'The address is not right yet.' : maskedRequest(wanted, address);
  code.textContent = address === null ? '' : snippets[language.value](wanted, address);
}

async function copyText(text) {
  // Pages that are served over plain HTTP from another machine have no clipboard.
  await navigator.clipboard.writeText(text);
}
