/** Shows how a revocation goes, and what came of it. */

import { showFacts } from '../facts.js';
import { exactly } from '../time.js';

const section = document.getElementById('outcome');
const verdictBox = section.querySelector('.verdict');
const icon = document.getElementById('verdict-icon');
const title = document.getElementById('verdict-title');
const summary = document.getElementById('verdict-summary');
const progress = document.getElementById('progress');
const elapsed = document.getElementById('elapsed');
const legend = document.getElementById('legend');
const result = document.getElementById('result');
const steps = document.getElementById('result-steps');
const facts = document.getElementById('result-facts');

/**
 * Says that a call is under way.
 *
 * @param {string} where the destination's name
 * @param {number} most the attempts that there may be
 * @returns {{ attempt(number: number): void, end(): number }} to be called with each attempt, and at the
 *   end; `end` returns how long the call took, in milliseconds
 */
export function showRunning(where, most) {
  const started = performance.now();
  const tick = () => {
    elapsed.textContent = `${((performance.now() - started) / 1000).toFixed(1)} s`;
  };
  show('running', 'Revoking…', `The request is on its way to ${where}.`);
  legend.hidden = true;
  result.hidden = true;
  progress.hidden = false;
  tick();
  const timer = setInterval(tick, 100);
  return {
    attempt(number) {
      if (number > 1) summary.textContent = `Attempt ${number} of at most ${most}.`;
    },
    end() {
      clearInterval(timer);
      progress.hidden = true;
      return performance.now() - started;
    },
  };
}

/**
 * @param {import('./outcome.js').Outcome} outcome
 * @param {[string, string | Node | null][]} details
 */
export function showOutcome(outcome, details) {
  steps.replaceChildren(
    ...outcome.steps.map((step) => {
      const item = document.createElement('li');
      item.textContent = step;
      return item;
    }),
  );
  showFacts(facts, details);
  result.hidden = false;
  show(outcome.verdict, outcome.title, outcome.summary);
  verdictBox.scrollIntoView({ block: 'nearest' });
}

/** What an answer or an error holds besides the verdict. Behind a relay, the message names the gate that refused. */
export function details(answer, { id }) {
  const { name, message, status, code, description, rateLimit, retryAfter } = answer;
  return [
    ['Error', name],
    ['Message', id === 'relay' ? message : null],
    ['Status', status === null ? 'none to be seen' : String(status)],
    ['Code', code],
    ['Description', description],
    ['Rate limit', rateLimit === null ? 'not shown by the server' : quota(rateLimit)],
    ['Asked to wait', retryAfter == null ? null : exactly(retryAfter)],
  ];
}

function quota({ limit, remaining, window }) {
  return `${remaining} of ${limit} requests left in ${exactly(window)}`;
}

function show(verdict, heading, text) {
  section.dataset.verdict = verdict;
  icon.setAttribute('href', `#icon-${verdict}`);
  title.textContent = heading;
  summary.textContent = text;
}
