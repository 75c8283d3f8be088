/** How long a run that halts waits for bodies and retries once every answer has begun, in milliseconds. */
const GRACE = 2000;

/** The tokens of a run that were sent and are not settled. The run may halt: then it sends no new token. */
export class InFlight {
  /** Each token with its latest request: `sent`, `sentLate` after the run halted, or `answered`. */
  #sent = new Map();
  /** What ends the run that halts; undefined while the run goes on. */
  #controller;
  /** Undefined where the grace period is over, or has not begun. */
  #timer;

  get size() {
    return this.#sent.size;
  }

  get isHalting() {
    return this.#controller !== undefined;
  }

  has(token) {
    return this.#sent.has(token);
  }

  /** Notes that a request for a token was sent. */
  send(token) {
    this.#sent.set(token, this.isHalting ? 'sentLate' : 'sent');
  }

  /** Notes that the answer to that request has begun, or is lost. */
  answer(token) {
    const before = this.#sent.get(token);
    if (before === undefined) return;
    this.#sent.set(token, 'answered');
    if (!this.isHalting) return;
    // The body of each answer has the whole grace period. Retries do not prolong it, or a run could halt for minutes.
    if (before === 'sent') this.#startGrace();
    else if (this.#timer === undefined) this.#giveUp();
  }

  /** Notes that a token is settled. Returns whether it was sent. */
  settle(token) {
    const wasSent = this.#sent.delete(token);
    if (this.isHalting && this.#sent.size === 0) this.#giveUp();
    return wasSent;
  }

  /**
   * Halts the run. Aborts the controller once no request waits for its answer, and the grace period after the last answer
   * is over or nothing is in flight.
   *
   * @param {AbortController} controller of the run
   */
  halt(controller) {
    this.#controller = controller;
    if (this.#sent.size === 0) this.#giveUp();
    else this.#startGrace();
  }

  /** Lets a run that has halted go on. */
  goOn() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#controller = undefined;
  }

  #startGrace() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#giveUp();
    }, GRACE);
    // In Node, the timer by itself does not keep the process alive. A browser's timer is a number.
    this.#timer.unref?.();
  }

  #giveUp() {
    const isWaiting = [...this.#sent.values()].some((state) => state !== 'answered');
    if (!isWaiting) this.#controller.abort(new Error('halted'));
  }
}
