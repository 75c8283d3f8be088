import { RACES } from './occurrences.mjs';

/**
 * Whether a request looked up the fact, without finding `doubt`, before another request under its key had stored `doubt` at
 * another instance. Then the request cannot know of the other one, unless that one stores `revoked` in time.
 */
export function misses(request, other) {
  const lookup = request.step('lookup');
  const doubt = other.step('store doubt');
  return request.life !== other.life && lookup?.value !== 'doubt' && lookup?.effect < doubt?.effect;
}

/** Whether a request stored `none` over the `doubt` of another one that it misses. */
export function clears(request, other) {
  return misses(request, other) && request.step('store none')?.effect > other.step('store doubt').effect;
}

/**
 * Which race made a request wrong about the token that another one revoked: one of {@link RACES}, or undefined if
 * there was none.
 */
export function raceOf(request, revoking) {
  if (misses(request, revoking)) return RACES.missed;
  const lookup = request.step('lookup')?.effect;
  const isCleared = (other) => clears(other, revoking) && other.step('store none').effect < lookup;
  return request.call.requests.some(isCleared) ? RACES.cleared : undefined;
}
