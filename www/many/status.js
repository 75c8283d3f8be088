/** The line of the run that screen readers announce. */

const status = document.getElementById('run-status');

/** Says something new about the run. */
export function announce(text) {
  // Writing the same text again would have screen readers say it again.
  if (status.textContent !== text) status.textContent = text;
}
