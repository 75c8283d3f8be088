import { after } from './clock.mjs';
import { AttemptRecord } from './record.mjs';
import { truncated } from './truncated.mjs';

const FAULTS = [
  'request lost',
  'request late',
  'answer late',
  'answer truncated',
  'connection breaks',
  'connection breaks',
  'connection breaks',
  'request duplicated',
  'proxy answers',
];

/** What a proxy answers by itself, without the relay's header. */
const PROXY_ANSWERS = [
  { status: 502, body: '<html>' },
  { status: 503, body: '' },
  { status: 429, body: '' },
  { status: 404, body: '{"code":"404","description":null}' },
  { status: 403, body: '<html>' },
  { status: 200, body: '{"code":"00","description":null}' },
];

/** The names of errors by status, as the contract has them. */
const NAMES = {
  400: 'RequestError',
  401: 'AuthenticationError',
  403: 'AuthorizationError',
  404: 'RecordNotFoundError',
  422: 'RequestError',
  429: 'RateLimitError',
};

/** The network between the page and the instances of the relay. It may repeat a request by itself. */
export class PageLink {
  #world;

  constructor(world) {
    this.#world = world;
  }

  /** The `fetch` of a call. */
  send(call, init) {
    return new Exchange(this.#world, call, init).answer;
  }
}

/** One attempt, with the copies that the network makes of its request. */
class Exchange {
  answer;
  #world;
  #call;
  #init;
  #attempt;
  #isOver = false;
  #resolve;
  #reject;
  /** How often the network may repeat the request where a connection breaks. */
  #repeats;

  constructor(world, call, init) {
    this.#world = world;
    this.#call = call;
    this.#init = init;
    const { choices, scenario } = world;
    this.#attempt = new AttemptRecord(call.attempts.length + 1, world.next());
    call.attempts.push(this.#attempt);
    call.keys.add(init.headers['idempotency-key']);
    world.trace(`${call.name}: attempt ${this.#attempt.number}`);
    this.#repeats = choices.percent(scenario.repeats) ? choices.pick([1, 1, 2]) : 0;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // The call's time-out, or its abort: what is under way goes on.
    init.signal?.addEventListener('abort', () => this.#end({ name: 'TimeoutError', outcome: 'unknown' }, () => this.#reject(init.signal.reason)));
    this.#begin();
  }

  #begin() {
    const { choices, counts, scenario } = this.#world;
    const fault = choices.percent(scenario.pageLinkFaults) ? choices.pick(FAULTS) : undefined;
    if (fault) {
      counts.add(`page's network: ${fault}`);
      this.#world.trace(`network to ${this.#call.name}: ${fault}`);
    }
    switch (fault) {
      case 'request lost':
        after(this.#late(), () => this.#breaks());
        break;
      case 'request late':
        this.#deliver(this.#late(), this.#connection());
        break;
      case 'answer late':
        this.#deliver(this.#usual(), this.#connection({ back: this.#late() }));
        break;
      case 'answer truncated':
        this.#deliver(this.#usual(), this.#connection({ isTruncated: true }));
        break;
      case 'connection breaks': {
        // The page sees the end of the connection at once, and the relay may not: it goes on.
        const connection = this.#connection();
        this.#deliver(choices.percent(20) ? this.#late() : this.#usual(), connection);
        after(choices.milliseconds(0, choices.pick([20, 200, 2_000])), () => connection.breaks());
        break;
      }
      case 'request duplicated':
        this.#deliver(this.#usual(), this.#connection());
        this.#deliver(choices.percent(20) ? this.#late() : this.#usual(), this.#connection());
        break;
      case 'proxy answers':
        if (choices.percent(50)) this.#deliver(this.#usual(), this.#connection({ isLost: true }));
        after(this.#late(), () => this.#proxyAnswers(choices.pick(PROXY_ANSWERS)));
        break;
      default:
        this.#deliver(this.#usual(), this.#connection());
    }
  }

  #usual() {
    const { choices } = this.#world;
    return choices.milliseconds(1, choices.pick([5, 30, 200]));
  }

  #late() {
    const { choices } = this.#world;
    return choices.milliseconds(0, choices.pick([300, 3_000, 45_000]));
  }

  /** A connection to an instance. */
  #connection({ back = this.#usual(), isTruncated = false, isLost = false } = {}) {
    let isOpen = !isLost;
    return {
      answers: (record) => {
        if (!isOpen) {
          this.#world.counts.add('answer of the relay lost');
          return;
        }
        isOpen = false;
        after(back, () => this.#passOn(record, isTruncated));
      },
      breaks: () => {
        if (!isOpen) return;
        isOpen = false;
        this.#breaks();
      },
    };
  }

  #deliver(milliseconds, connection) {
    const { site, counts } = this.#world;
    after(milliseconds, () => {
      if (this.#call.end) counts.add('request reaches the relay after its call has ended');
      const instance = site.route();
      if (instance === undefined) connection.breaks();
      else instance.receive(this.#call, this.#init, connection);
    });
  }

  /** A connection broke before an answer. */
  #breaks() {
    if (this.#isOver) return;
    const { counts } = this.#world;
    if (this.#repeats > 0) {
      this.#repeats -= 1;
      counts.add('request repeated by the network');
      this.#world.trace(`network to ${this.#call.name}: repeats the request`);
      this.#deliver(this.#usual(), this.#connection());
      return;
    }
    this.#end({ name: 'NetworkError', outcome: 'unknown' }, () => this.#reject(new TypeError('fetch failed')));
  }

  #passOn(record, isTruncated) {
    if (this.#isOver) {
      this.#world.counts.add('answer of the relay comes too late');
      return;
    }
    const { answer } = record;
    this.#attempt.answeredBy = record;
    const response = isTruncated ? truncated(answer, answer.text) : answer.toResponse();
    this.#end(isTruncated ? endOfTruncated(answer) : endOf(answer), () => this.#resolve(response));
  }

  #proxyAnswers({ status, body }) {
    const name = status === 200 ? 'UnexpectedResponseError' : nameOf(status);
    this.#end({ name, outcome: 'unknown' }, () => this.#resolve(new Response(body, { status })));
  }

  #end(end, settle) {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#attempt.end = end;
    settle();
  }
}

function nameOf(status) {
  if (NAMES[status]) return NAMES[status];
  return status >= 500 ? 'ServerError' : 'UnexpectedResponseError';
}

/** How an attempt with an answer of the relay's has to end, by the contract's table. */
export function endOf({ gate, status, code }) {
  if (gate === 'network') return { name: 'NetworkError', outcome: 'unknown' };
  if (gate === 'timeout') return { name: 'TimeoutError', outcome: 'unknown' };
  if (gate === 'unexpected') return { name: 'UnexpectedResponseError', outcome: 'unknown' };
  if (gate !== 'vendor' && gate !== 'doubt') return { name: nameOf(status), outcome: 'not_revoked' };
  if (gate === 'vendor' && status === 200 && code === '00') return { name: 'resolved', outcome: 'revoked' };
  const name = status === 200 ? 'NotRevokedError' : nameOf(status);
  return { name, outcome: gate === 'doubt' || status >= 500 ? 'unknown' : 'not_revoked' };
}

/** The same where the body breaks off: a refusal keeps its name. */
function endOfTruncated(answer) {
  return answer.status === 200 ? { name: 'NetworkError', outcome: 'unknown' } : endOf(answer);
}
