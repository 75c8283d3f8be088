/** The question before tokens are sent. */

import { showFacts } from './facts.js';

const dialog = document.getElementById('confirm');
const form = dialog.querySelector('form');
const heading = document.getElementById('confirm-heading');
const warning = document.getElementById('confirm-warning');
const facts = document.getElementById('confirm-facts');
const typing = document.getElementById('confirm-typing');
const typed = document.getElementById('confirm-typed');
const typedLabel = document.getElementById('confirm-typed-label');
const problem = document.getElementById('confirm-problem');
const yes = document.getElementById('confirm-yes');
const no = document.getElementById('confirm-no');

/** What has to be typed; empty where nothing has to. */
let expected = '';

/**
 * @param {{ question: string, warning: string, yes: string, type?: string }} texts `type` has to be typed before a yes
 *   counts
 * @param {[string, string | Node | null][]} about what is going to be sent
 * @returns {Promise<boolean>} whether the person confirmed; the Escape key means no
 */
export function confirmed(texts, about) {
  heading.textContent = texts.question;
  warning.textContent = texts.warning;
  yes.textContent = texts.yes;
  expected = texts.type ?? '';
  typing.hidden = expected === '';
  typed.value = '';
  typedLabel.textContent = `Type ${expected}, the number of tokens, to confirm`;
  showProblem('');
  showFacts(facts, about);
  dialog.returnValue = '';
  dialog.showModal();
  (expected === '' ? no : typed).focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

function showProblem(text) {
  problem.textContent = text;
  if (text === '') typed.removeAttribute('aria-invalid');
  else typed.setAttribute('aria-invalid', 'true');
}

// The Enter key in the field confirms nothing.
form.addEventListener('submit', (event) => event.preventDefault());
yes.addEventListener('click', () => {
  if (typed.value.replace(/[\s,.]/g, '') === expected) {
    dialog.close('yes');
    return;
  }
  showProblem(`That is not ${expected}. Nothing is sent until the number is right.`);
  typed.focus();
});
typed.addEventListener('input', () => showProblem(''));
no.addEventListener('click', () => dialog.close());
