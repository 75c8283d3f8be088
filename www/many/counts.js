/** How many tokens are in which state. */

import { OUTCOMES, outcomeOf } from './list.js';

const places = Object.fromEntries(
  OUTCOMES.map((outcome) => [outcome, document.getElementById(`count-${outcome}`)]),
);

/** Counts the entries by outcome; what has none was not sent. */
export function countOutcomes(entries) {
  const counts = { revoked: 0, refused: 0, unknown: 0, not_sent: 0 };
  for (const entry of entries) counts[entry.isSending ? 'unknown' : (outcomeOf(entry) ?? 'not_sent')] += 1;
  return counts;
}

/** Shows the counts, and returns them. */
export function showCounts(entries) {
  const counts = countOutcomes(entries);
  for (const [outcome, number] of Object.entries(counts)) {
    places[outcome].textContent = number.toLocaleString('en');
  }
  return counts;
}
