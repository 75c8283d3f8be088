/** The attempts of a call as they happen: sent, answered or lost, and how long it waits before the next one. */

import { exactly } from '../time.js';

const list = document.getElementById('attempts');

/** Between two looks at the clock, in milliseconds. */
const EVERY = 100;

export class Attempts {
  /** How many there were. */
  count = 0;
  #last;
  #ended = 0;
  #timer;
  #isOver = false;

  constructor() {
    list.replaceChildren();
    list.hidden = false;
  }

  /** Makes an attempt by `fetch`, and shows how it goes. */
  async fetch(url, init) {
    this.#endWait();
    this.count += 1;
    const started = performance.now();
    const item = this.#add(`Attempt ${this.count}: sent`);
    const end = (text) => {
      item.textContent = `Attempt ${this.count}: sent, ${text} after ${exactly(performance.now() - started)}`;
      this.#startWait();
    };
    try {
      const response = await fetch(url, init);
      end(describe(response));
      return response;
    } catch (error) {
      end(init.signal?.aborted ? 'given up' : 'lost');
      throw error;
    }
  }

  /** The call has ended: what comes after the last attempt is no wait. */
  end(text) {
    this.#isOver = true;
    clearInterval(this.#timer);
    this.#last?.remove();
    this.#add(text);
  }

  /** Counts up until the next attempt or the end; the package doesn't say how long it waits. */
  #startWait() {
    // An attempt that is given up may end after its call.
    if (this.#isOver) return;
    this.#ended = performance.now();
    this.#last = this.#add('');
    this.#timer = setInterval(() => {
      this.#last.textContent = `Waiting: ${((performance.now() - this.#ended) / 1000).toFixed(1)} s`;
    }, EVERY);
  }

  #endWait() {
    if (this.#last === undefined) return;
    clearInterval(this.#timer);
    this.#last.textContent = `Waited ${exactly(performance.now() - this.#ended)}`;
    this.#last = undefined;
  }

  #add(text) {
    const item = document.createElement('li');
    item.textContent = text;
    list.append(item);
    return item;
  }
}

function describe({ status, type }) {
  return type === 'opaqueredirect' ? 'answered with a redirect' : `answered with ${status}`;
}
