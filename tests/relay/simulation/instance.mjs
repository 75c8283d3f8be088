import { AsyncLocalStorage } from 'node:async_hooks';
import { after, elapsed, wait } from './clock.mjs';
import { createRevokeRelay } from './package.mjs';
import { LETTERS, RelayAnswer, RequestRecord } from './record.mjs';

export const CLIENT_ID = '2242b79d-f2cf-4ccc-ada1-e890bd1a9f0d';

/** The steps before and after which an instance may crash. */
export const CRASH_POINTS = Object.keys(LETTERS);

/** The request that the relay is working on. */
const current = new AsyncLocalStorage();

/** What a crashed instance waits for. */
const never = () => new Promise(() => {});

/** An instance of the relay: a process that may crash, and is started again. */
export class Instance {
  #world;
  #life;

  constructor(world, name) {
    this.#world = world;
    this.name = name;
    this.#start();
  }

  get isUp() {
    return !this.#life.isOver;
  }

  /** Receives a request of a call's. `connection` is where the answer goes to. */
  receive(call, init, connection) {
    return this.#life.receive(call, init, connection);
  }

  #start() {
    const { choices } = this.#world;
    this.#life = new Life(this.#world, this.name, () => {
      after(choices.milliseconds(0, choices.pick([10, 5_000])), () => this.#start());
    });
  }
}

/** An instance from its start to its crash. Its memory, its connections and what it was about to do end with it. */
class Life {
  isOver = false;
  #world;
  #name;
  #onCrash;
  #relay;
  /** Where it crashes: before or after which step, and how many such steps go well until then. */
  #crash;
  #connections = new Set();
  /** The requests to the vendor that are under way, and the most that were so at one time. */
  #inFlight = 0;
  mostInFlight = 0;

  constructor(world, name, onCrash) {
    this.#world = world;
    this.#name = name;
    this.#onCrash = onCrash;
    const { choices, scenario } = world;
    this.maxInFlight = scenario.maxInFlight;
    if (choices.percent(scenario.crashes)) {
      this.#crash = { point: choices.pick(CRASH_POINTS), side: choices.pick(['before', 'after']), passings: choices.below(2) };
    }
    this.#relay = createRevokeRelay(this.#options());
  }

  #options() {
    const { choices, scenario, link, sharedStore } = this.#world;
    const { relayTimeout, maxInFlight, store } = scenario;
    const delay = () => wait(choices.milliseconds(0, choices.percent(scenario.slowHooks) ? 1_500 : 5));
    const options = {
      baseUrl: 'https://vendor.test',
      clientId: CLIENT_ID,
      timeout: relayTimeout,
      maxInFlight,
      authorize: () => this.#step('authorize', async () => {
        await delay();
        return !this.#happens('authorize refuses', scenario.hookFaults);
      }),
      audit: (entry) => this.#step(entry.stage, async (record) => {
        await delay();
        if (this.#happens(`audit of ${entry.stage} fails`, scenario.hookFaults)) throw new Error('no audit');
        if (this.#happens(`audit of ${entry.stage} late`, scenario.hookFaults / 2)) await wait(3_000);
        else record.audit.push(entry);
      }),
      fetch: async (_url, init) => {
        let answer;
        await this.#step('send', async (record) => {
          this.#countInFlight(1);
          answer = link.send(record, init).finally(() => this.#countInFlight(-1));
          // The answer may come to nobody.
          answer.catch(() => {});
        });
        return this.#step('answer', () => answer);
      },
      onError: (error) => this.#noteError(error),
    };
    if (store === 'memory') return options;
    return {
      ...options,
      store: {
        get: (key) => {
          const isSent = current.getStore().vendorRequests.length > 0;
          return this.#step(isSent ? 'second lookup' : 'lookup', (_record, step) => sharedStore.get(step, key));
        },
        set: (key, value, seconds) =>
          this.#step(`store ${value}`, (_record, step) => sharedStore.set(step, key, value, seconds)),
      },
    };
  }

  /** Performs a step of the request that is being worked on, unless the instance crashes before or after it. */
  async #step(what, perform) {
    const record = current.getStore();
    if (this.isOver || this.#crashes(what, 'before', record)) return never();
    const step = { what, order: this.#world.next(), value: undefined, done: undefined, effect: undefined };
    record.steps.push(step);
    this.#world.trace(`${record.name}: ${what}`);
    const value = await perform(record, step);
    if (this.isOver || this.#crashes(what, 'after', record)) return never();
    step.value = value;
    step.done = this.#world.next();
    return value;
  }

  #crashes(point, side, record) {
    const crash = this.#crash;
    if (crash?.point !== point || crash.side !== side) return false;
    crash.passings -= 1;
    if (crash.passings >= 0) return false;
    this.#world.trace(`${this.#name} crashes ${side} ${record.name}: ${point}`);
    this.#world.counts.add(`crash ${side} ${point}`);
    this.#end();
    return true;
  }

  #end() {
    this.isOver = true;
    for (const connection of this.#connections) connection.breaks();
    this.#onCrash();
  }

  #happens(what, percent) {
    const { choices, counts } = this.#world;
    if (!choices.percent(percent)) return false;
    counts.add(what);
    return true;
  }

  #countInFlight(change) {
    this.#inFlight += change;
    this.mostInFlight = Math.max(this.mostInFlight, this.#inFlight);
  }

  #noteError(error) {
    const record = current.getStore();
    if (this.isOver) return;
    this.#world.trace(`${record.name}: onError gets ${error?.name}: ${error?.message}`);
    if (error?.name === 'StoreError' || /"store\./.test(error?.message)) record.call.isStoreTroubled = true;
  }

  /** Receives a request, and answers it unless the instance crashes. */
  async receive(call, { headers, body }, connection) {
    const world = this.#world;
    const key = headers['idempotency-key'];
    const record = new RequestRecord(`${call.name}.${call.requests.length + 1} at ${this.#name}`, call, this, key);
    call.requests.push(record);
    world.requests.push(record);
    record.received = elapsed();
    world.trace(`${record.name}: received`);
    const others = call.requests.filter(({ life, answered }) => !life.isOver && life !== this && answered === undefined);
    if (others.length > 0) world.counts.add('request reaches the other instance while one works on the call');
    this.#connections.add(connection);
    const request = new Request('https://relay.test/api/v1/auth/token/revoke', { method: 'POST', headers, body });
    try {
      const response = await current.run(record, () => this.#relay(request));
      if (this.isOver || this.#crashes('respond', 'before', record)) return;
      const text = await response.text();
      record.answered = elapsed();
      record.order = world.next();
      record.answer = new RelayAnswer(response, text);
      world.trace(`${record.name}: answered ${record.answer}`);
      this.#connections.delete(connection);
      connection.answers(record);
      this.#crashes('respond', 'after', record);
    } catch (error) {
      record.failure = error;
    }
  }
}
