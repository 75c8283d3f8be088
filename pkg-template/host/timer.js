/**
 * Calls `callback` after so many milliseconds. Returns the function that prevents it.
 *
 * @param {() => void} callback
 * @param {number} delay
 */
export function startTimer(callback, delay) {
  let isRunning = true;
  const id = setTimeout(() => {
    if (isRunning) callback();
  }, delay);
  return () => {
    isRunning = false;
    clearTimeout(id);
  };
}

/** Milliseconds by a clock that nobody sets, where there is one. */
export function now() {
  return (globalThis.performance ?? Date).now();
}
