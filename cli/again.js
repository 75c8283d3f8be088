// Which tokens --until-expiry tries again, and when. All times are in milliseconds.

const SHORTEST_PAUSE = 5000;
const LONGEST_PAUSE = 120_000;
/** How long a token without an expiry is tried. */
const LIFE = 3_600_000;
/** How long any token is tried. */
const LONGEST_LIFE = 24 * LIFE;

/** The errors after which the server may revoke a token that it is sent again, if the outcome is unknown. */
const RETRIED = ['NetworkError', 'TimeoutError', 'ServerError', 'UnexpectedResponseError'];

/** Whether a token that failed is tried again. A relay's own 5xx is a refusal: nothing was sent to the vendor. */
export function isTriedAgain({ name, outcome }) {
  return name === 'RateLimitError' || (outcome === 'unknown' && RETRIED.includes(name));
}

/** When a token of a run that began at `start` is not tried any more. */
export function deadlineOf({ expiresAt }, start) {
  return Math.min(expiresAt ?? start + LIFE, start + LONGEST_LIFE);
}

/** How long the pause after a pass is; passes count from 1. */
export function pauseAfter(pass) {
  return Math.min(SHORTEST_PAUSE * 2 ** (pass - 1), LONGEST_PAUSE);
}
