import { INTERNAL, refusal } from './answer.js';
import { NOT_SENT } from './audit.js';
import { REVOKED } from './facts.js';
import { LONGEST_TIMER } from './options.js';
import { MemoryStore } from './store.js';

/** The gates of answers that are not the vendor's own, by the name of the error that `revokeToken` would make. */
const FAILED = {
  __proto__: null,
  NetworkError: refusal('network', 502, 'The vendor did not answer; the token may be revoked. Send the request again.'),
  TimeoutError: refusal(
    'timeout',
    504,
    'The vendor did not answer in time; the token may be revoked. Send the request again.',
  ),
  UnexpectedResponseError: refusal(
    'unexpected',
    502,
    'The vendor answered with something that is no answer of its API; the token may be revoked.',
  ),
};

const BUSY = refusal('busy', 429, 'The relay has as many requests under way as it may; try again.', {
  'retry-after': '1',
});
const UNAUDITED = refusal('audit', 503, 'The audit trail did not take the entry, so nothing was sent; try again.');
const STILL_WAITING = refusal(
  'timeout',
  504,
  'Another request with this idempotency key is still under way; send the request again.',
);

/** The gates that hand on an answer of the vendor's. */
const FROM_VENDOR = ['vendor', 'doubt'];

const KNOWN = { outcome: 'revoked', name: null, status: 200, code: '00' };

/** Sends what has passed the gates, and keeps what is known under idempotency keys. */
export class Sender {
  #options;
  #vendor;
  /** Requests to the vendor that are under way. */
  #inFlight = 0;
  /** The answer to come under each key that is under way. */
  #underWay = new Map();

  constructor(options, vendor) {
    this.#options = options;
    this.#vendor = vendor;
    this.store = options.store ?? new MemoryStore((key) => this.#underWay.has(key));
  }

  /** Answers a call; under a key that is under way, with a copy of the first call's answer. */
  async answer(call) {
    const { key } = call;
    if (key === undefined) return this.#answerFirst(call);
    const first = this.#underWay.get(key);
    if (first !== undefined) return this.#wait(call, first);
    const answer = this.#answerFirst(call);
    this.#underWay.set(key, answer);
    try {
      return await answer;
    } finally {
      this.#underWay.delete(key);
    }
  }

  /** The answer where the WebAssembly could not be loaded. */
  notLoaded({ loadError, hooks }) {
    hooks.report(loadError);
    return refusal('load', 500, 'The relay could not load its WebAssembly; its operator has to look into it.');
  }

  async #wait(call, first) {
    const { timeout } = this.#options;
    let timer;
    const late = new Promise((resolve) => {
      if (timeout <= LONGEST_TIMER) timer = setTimeout(resolve, timeout, STILL_WAITING);
    });
    const answer = await Promise.race([first, late]);
    clearTimeout(timer);
    if (FROM_VENDOR.includes(answer.gate)) await call.audit.replayed(answer.end);
    return answer;
  }

  /** Never rejects: others may wait for the answer. */
  async #answerFirst(call) {
    try {
      if ((await call.fact.find()) === REVOKED) return await this.#replay(call);
      if (this.#inFlight >= this.#options.maxInFlight) return BUSY;
      this.#inFlight += 1;
      const release = once(() => {
        this.#inFlight -= 1;
      });
      try {
        return await this.#send(call, release);
      } finally {
        release();
      }
    } catch (error) {
      call.hooks.report(error);
      return call.isSent ? FAILED.NetworkError : INTERNAL;
    }
  }

  async #send(call, release) {
    const { audit, fact, loadError } = call;
    keepAlive(call.context, call.work);
    if (!(await audit.before())) {
      await audit.after(NOT_SENT);
      return UNAUDITED;
    }
    if (loadError !== undefined) {
      await audit.after({ ...NOT_SENT, name: 'LoadError' });
      return this.notLoaded(call);
    }
    await fact.doubt();
    const onSend = () => {
      call.isSent = true;
    };
    let end;
    try {
      end = await this.#vendor.send(call.token, onSend);
    } catch (error) {
      await audit.after(call.isSent ? { ...NOT_SENT, outcome: 'unknown' } : NOT_SENT);
      throw error;
    }
    release();
    const isKnown = await fact.settle(end.outcome);
    // An earlier attempt may have revoked the token, whatever this answer is.
    if (fact.isDoubtful && end.outcome === 'not_revoked') end.outcome = 'unknown';
    await audit.after(end);
    if (isKnown && end.outcome !== 'revoked') return this.#replay(call);
    return FAILED[end.name] ?? fromVendor(end, fact);
  }

  /** The answer where the token is known to be revoked. */
  async #replay({ audit }) {
    await audit.replayed(KNOWN);
    return {
      gate: 'vendor',
      status: 200,
      code: '00',
      description: 'An earlier request with this idempotency key revoked the token.',
      headers: { 'idempotency-replayed': 'true' },
      end: KNOWN,
    };
  }
}

/** The vendor's answer, to be handed on. */
function fromVendor(end, fact) {
  const { status, description, headers } = end;
  const gate = fact.isDoubtful && end.outcome !== 'revoked' ? 'doubt' : 'vendor';
  return { gate, status, code: codeOf(end), description, headers, end };
}

/**
 * The vendor's code, or the status if the vendor sent no code. Without its control characters, a code other than `00` may
 * read `00`, and would be taken for success: the status stands for such a code as well.
 */
function codeOf({ name, status, code }) {
  const isMisleading = name === 'NotRevokedError' && code === KNOWN.code;
  return code === null || isMisleading ? String(status) : code;
}

/** Has the host keep the process alive until the work is done, where the host can. */
function keepAlive(context, work) {
  try {
    if (typeof context?.waitUntil === 'function') context.waitUntil(work);
  } catch {
    // A host whose function fails has none.
  }
}

function once(action) {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    action();
  };
}
