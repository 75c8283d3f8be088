import { refusal } from './answer.js';

/** All hooks of a request together may take so many times as long as one. */
const ALL = 4;

/** How a hook ended that returned nothing. */
export const THREW = 'threw';
export const LATE = 'late';

/** Calls the hooks of one request, and bounds their time. */
export class Hooks {
  #hookTimeout;
  #onError;
  /** Milliseconds that are left for all hooks. */
  #left;

  constructor({ hookTimeout, onError }) {
    this.#hookTimeout = hookTimeout;
    this.#onError = onError;
    this.#left = ALL * hookTimeout;
  }

  /** Passes an error to `onError`, whose own failure is ignored. */
  report(error) {
    try {
      Promise.resolve(this.#onError?.(error)).catch(() => {});
    } catch {
      // Nobody else takes errors.
    }
  }

  /**
   * Calls a hook. Resolves with `{ value }`, or with `{ failure }`, which is `THREW` or `LATE` and has been reported.
   * Never rejects.
   */
  async call(name, hook) {
    let returned;
    try {
      returned = hook();
      // A hook that is done at once needs no timer.
      if (typeof returned?.then !== 'function') return { value: returned };
    } catch (error) {
      this.report(error);
      return { failure: THREW };
    }
    const result = await this.within(returned);
    if (result.failure === THREW) this.report(result.error);
    if (result.failure === LATE) {
      this.report(new Error(`The relay's hook "${name}" was not done within ${this.#hookTimeout} ms`));
    }
    return result;
  }

  /**
   * Waits for a promise, no longer than a hook may take. Resolves with `{ value }`, with `{ failure: THREW, error }` or
   * with `{ failure: LATE }`. Never rejects.
   */
  within(promise) {
    const started = performance.now();
    return new Promise((resolve) => {
      let isOver = false;
      const end = (result) => {
        if (isOver) return;
        isOver = true;
        clearTimeout(timer);
        this.#left -= performance.now() - started;
        resolve(result);
      };
      const time = Math.max(0, Math.min(this.#hookTimeout, this.#left));
      const timer = setTimeout(end, time, { failure: LATE });
      Promise.resolve(promise).then(
        (value) => end({ value }),
        (error) => end({ failure: THREW, error }),
      );
    });
  }

  /**
   * Asks `authorize` or `approve`. Resolves with `{ actor }`, a string or `null`, where the hook permits, else with
   * `{ refused }`, an answer.
   */
  async ask(name, hook) {
    const { value, failure } = await this.call(name, hook);
    if (failure === LATE) {
      return { refused: refusal(name, 503, `The relay's hook "${name}" was not done in time; try again later.`) };
    }
    if (failure === undefined) {
      if (value === true) return { actor: null };
      if (value === false) {
        return { refused: refusal(name, 403, `The relay's hook "${name}" does not permit this request.`) };
      }
      try {
        const { actor } = value;
        if (typeof actor === 'string' && actor !== '') return { actor };
        return { refused: { gate: name, copied: copy(value) } };
      } catch {
        const expected = 'true, false, { actor } or an unread Response of status 400 to 599';
        this.report(new TypeError(`The relay's hook "${name}" must answer with ${expected}`));
      }
    }
    return { refused: refusal(name, 500, `The relay's hook "${name}" failed; its operator has to look into it.`) };
  }
}

/** Copies a hook's `Response`. Throws where the value is none, or may not be an answer. */
function copy(value) {
  const { status, headers, body, bodyUsed } = value;
  const isRefusal = Number.isInteger(status) && status >= 400 && status <= 599;
  const isUnread = bodyUsed === false && (body === null || (body instanceof ReadableStream && !body.locked));
  if (!isRefusal || !isUnread) throw new TypeError('no refusal');
  return { status, body, headers: [...headers].filter(([name]) => !/^access-control-/i.test(name)) };
}
