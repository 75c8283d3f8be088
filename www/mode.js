/** Whether one token is to be revoked or many, and what belongs to which. */

const many = document.querySelector('input[name="mode"][value="many"]');
const parts = [...document.querySelectorAll('[data-mode]')];

export function isMany() {
  return many.checked;
}

/** Shows what belongs to the chosen mode, and nothing of the other. */
export function showMode() {
  const mode = isMany() ? 'many' : 'one';
  for (const part of parts) part.hidden = part.dataset.mode !== mode;
  // Each mode has its own layout: what was chosen, and has the focus, stays in view.
  if (document.activeElement.name === many.name) document.activeElement.scrollIntoView({ block: 'nearest' });
}
