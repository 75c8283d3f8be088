// A few assertions that need no platform.

/** Throws unless the two are the same value. `what` names it in the message. */
export function equal(actual, expected, what = 'the value') {
  if (!Object.is(actual, expected)) {
    throw new Error(`${what}: expected ${show(expected)}, got ${show(actual)}`);
  }
}

/** Throws unless two pieces of plain data have the same members, whatever their order. */
export function same(actual, expected, what = 'the value') {
  if (show(actual) !== show(expected)) {
    throw new Error(`${what}: expected ${show(expected)}, got ${show(actual)}`);
  }
}

export function ok(condition, what) {
  if (!condition) throw new Error(`not true: ${what}`);
}

export function match(text, pattern) {
  if (!pattern.test(text)) throw new Error(`${show(text)} does not match ${pattern}`);
}

/** What a promise rejects with. Anything but a promise that rejects is an error. */
export async function rejection(promise) {
  ok(promise instanceof Promise, 'a promise was returned');
  let value;
  try {
    value = await promise;
  } catch (reason) {
    return reason;
  }
  throw new Error(`expected a rejection, but it resolved with ${show(value)}`);
}

/** Plain data as text, its members sorted, its undefined ones and its dates marked as such. */
export function show(value) {
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (value instanceof Date) return `Date ${value.getTime()}`;
  if (value instanceof Error) return String(value);
  if (typeof value === 'object' && value !== null) {
    const members = Object.keys(value).sort();
    return `{ ${members.map((name) => `${name}: ${show(value[name])}`).join(', ')} }`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/**
 * Runs a check with a time-out for an attempt, in milliseconds, and once more with a longer one where it fails: on a
 * machine under load a short one leaves an answer no time.
 */
export function withTimeout(check) {
  return check(500).catch(() => check(5_000));
}
