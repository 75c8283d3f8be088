/** How long a run that halts waits for bodies and retries once every answer has begun, in milliseconds. */
const GRACE = 2000;

/** The tokens of a run that were sent and are not settled. */
export class InFlight {
  /** Each token with whether it waits for an answer's head. */
  #sent = new Map();
  #timer;

  get size() {
    return this.#sent.size;
  }

  has(token) {
    return this.#sent.has(token);
  }

  /** Notes that a request for a token was sent. */
  send(token) {
    this.#sent.set(token, true);
  }

  /** Notes that the answer to that request has begun, or is lost. */
  answer(token) {
    if (this.#sent.has(token)) this.#sent.set(token, false);
  }

  /** Notes that a token is settled; returns whether it was sent. */
  settle(token) {
    return this.#sent.delete(token);
  }

  /**
   * Ends a run that halts: aborts what waits for a body or a retry, once no request waits for its answer. To be called
   * with each answer: the body of the latest one has the whole grace period.
   *
   * @param {AbortController} controller of the run
   */
  letGo(controller) {
    const giveUp = () => {
      if (![...this.#sent.values()].includes(true)) controller.abort(new Error('halted'));
    };
    clearTimeout(this.#timer);
    if (this.#sent.size === 0) {
      giveUp();
      return;
    }
    this.#timer = setTimeout(giveUp, GRACE);
    // In Node, the timer by itself does not keep the process alive. A browser's timer is a number.
    this.#timer.unref?.();
  }
}
