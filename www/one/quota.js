/** The quota that the server named last, as a gauge. */

import { exactly } from '../time.js';

const place = document.getElementById('quota');
const gauge = document.getElementById('quota-gauge');
const text = document.getElementById('quota-text');

/** Shows the quota of an answer; null where the server names none, or the browser hides it. */
export function showQuota(rateLimit) {
  place.hidden = false;
  gauge.hidden = rateLimit === null;
  if (rateLimit === null) {
    text.textContent = 'The server names no quota, or the browser hides it: the server has to expose these headers to pages.';
    return;
  }
  const { limit, remaining, window } = rateLimit;
  gauge.max = limit;
  gauge.value = remaining;
  // Few left is worth a look.
  gauge.low = limit / 4;
  text.textContent = `${remaining} of ${limit} requests left in ${exactly(window)}`;
}
