// Abort signals, of any realm.

import { guarded } from './guard.js';

/** @import { Listening } from '../host.js' */
/** @import { AbortSignalLike } from '../index.js' */

/**
 * Whether a value has what is used of an `AbortSignal`.
 *
 * @param {any} value
 */
export function isSignal(value) {
  return guarded(
    () =>
      typeof value.aborted === 'boolean' &&
      typeof value.addEventListener === 'function' &&
      typeof value.removeEventListener === 'function',
    false,
  );
}

/**
 * The one listener of each signal, and the functions that it calls.
 *
 * @type {WeakMap<AbortSignalLike, { stops: Set<() => void>, listener: () => void }>}
 */
const listeners = /* @__PURE__ */ new WeakMap();

/**
 * Calls `stop` when a signal aborts, until {@link unlisten}, which is called in any case. Throws what the signal throws.
 *
 * @param {AbortSignalLike} signal
 * @param {() => void} stop
 */
export function listen(signal, stop) {
  const shared = listeners.get(signal);
  if (shared !== undefined) {
    shared.stops.add(stop);
    return;
  }
  // The signal may abort while it is being listened to.
  const stops = new Set([stop]);
  const listener = () => stops.forEach((each) => guarded(each));
  listeners.set(signal, { stops, listener });
  signal.addEventListener('abort', listener);
}

/**
 * As {@link listen}, but throws nothing: returns what came of it.
 *
 * @param {AbortSignalLike} signal
 * @param {() => void} stop
 * @returns {Listening}
 */
export function tryToListen(signal, stop) {
  return guarded(() => {
    if (signal.aborted) return 'aborted';
    listen(signal, stop);
    return 'started';
  }, 'failed');
}

/**
 * Ends what {@link listen} began. The listener goes with the last function that shares it.
 *
 * @param {AbortSignalLike} signal
 * @param {() => void} stop
 */
export function unlisten(signal, stop) {
  const shared = listeners.get(signal);
  if (!shared?.stops.delete(stop) || shared.stops.size > 0) return;
  listeners.delete(signal);
  // A signal that refuses keeps a listener that reaches no one.
  guarded(() => signal.removeEventListener('abort', shared.listener));
}

/**
 * The reason of a signal that is aborted, or what the signal throws; some old implementations have no reason.
 *
 * @param {AbortSignalLike} signal
 */
export function reasonOf(signal) {
  try {
    const { reason = new DOMException('This operation was aborted', 'AbortError') } = signal;
    return reason;
  } catch (thrown) {
    return thrown;
  }
}

/**
 * Whether the platform's fetch takes the signals of the `AbortController` that is there.
 *
 * @type {boolean | undefined}
 */
let signalsWork;

/** A controller; undefined where there is none, or where fetch refuses its signal, as Node's does jsdom's. */
export function newController() {
  if (typeof AbortController !== 'function') return undefined;
  const controller = new AbortController();
  signalsWork ??= guarded(() => {
    const { signal } = controller;
    if (!isOfNode(signal) && typeof Request === 'function') new Request('http://localhost', { signal });
    return true;
  }, false);
  return signalsWork ? controller : undefined;
}

/**
 * Whether a signal is Node's own, which Node's fetch takes. A trial would make a first call 1 ms longer.
 *
 * @param {any} signal
 */
function isOfNode(signal) {
  return (
    signal.constructor[Symbol.for('nodejs.event_target')] === true &&
    Object.getOwnPropertySymbols(signal).some(({ description }) => description === 'kAborted')
  );
}
