/** The question before a token is sent to a server that may be a real one. */

import { showFacts } from './facts.js';

const dialog = document.getElementById('confirm');
const heading = document.getElementById('confirm-heading');
const warning = document.getElementById('confirm-warning');
const facts = document.getElementById('confirm-facts');
const yes = document.getElementById('confirm-yes');
const no = document.getElementById('confirm-no');

/**
 * @param {{ question: string, warning: string, yes: string }} words
 * @param {[string, string | Node | null][]} about what is going to be sent
 * @returns {Promise<boolean>} whether the person said yes; the Escape key means no
 */
export function confirmed(words, about) {
  heading.textContent = words.question;
  warning.textContent = words.warning;
  yes.textContent = words.yes;
  showFacts(facts, about);
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

yes.addEventListener('click', () => dialog.close('yes'));
no.addEventListener('click', () => dialog.close());
