import { sha256 } from './vendor.js';

/** What the relay knows of the token under a key. */
export const REVOKED = 'revoked';
export const DOUBT = 'doubt';
export const NONE = 'none';

/** Seconds for which a fact is kept. */
const KEPT = 600;

/** The longest idempotency key, in characters. */
const LONGEST_KEY = 255;

/** The store's key of a request; undefined where it has no idempotency key. */
export async function keyOf(request, { destination, clientId, accountId, tokenHash }) {
  const key = request.headers.get('idempotency-key');
  if (!key || key.length > LONGEST_KEY) return undefined;
  return sha256(JSON.stringify([destination, clientId, accountId ?? null, tokenHash, key]));
}

/** The fact under one key. A store that fails or is late is no store: the request goes on without. */
export class Fact {
  #store;
  #hooks;
  #key;
  /** What was known before this request was sent; undefined where that could not be read. */
  #before;

  /** Without a key, nothing is known and nothing is kept. */
  constructor(store, hooks, key) {
    this.#store = store;
    this.#hooks = hooks;
    this.#key = key;
  }

  get isDoubtful() {
    return this.#before === DOUBT;
  }

  /** Looks up what is known before the request is sent: a fact, or undefined where nothing can be read. */
  async find() {
    this.#before = await this.#get();
    return this.#before;
  }

  /** Keeps that the token may be revoked from now on, before the request is sent. */
  async doubt() {
    await this.#set(DOUBT);
  }

  /**
   * Keeps what the vendor's answer means. Resolves with whether the token is known to be revoked, by this answer or
   * by another request's.
   */
  async settle(outcome) {
    if (outcome === 'revoked') {
      await this.#set(REVOKED);
      return true;
    }
    const now = await this.#get();
    if (now === REVOKED) return true;
    // Where a read failed, the store may hold `doubt` or `revoked`, which `none` must not replace.
    const wasNone = this.#before === NONE && now !== undefined;
    if (outcome === 'not_revoked' && wasNone) await this.#set(NONE);
    return false;
  }

  /** The fact in the store; undefined where there is no store, or the store failed. */
  async #get() {
    if (this.#key === undefined) return undefined;
    const { value, failure } = await this.#hooks.call('store.get', () => this.#store.get(this.#key));
    if (failure !== undefined) return undefined;
    return value === REVOKED || value === DOUBT ? value : NONE;
  }

  async #set(fact) {
    if (this.#key === undefined) return;
    await this.#hooks.call('store.set', () => this.#store.set(this.#key, fact, KEPT));
  }
}
