import * as clock from './clock.mjs';
import { checkCall } from './check-call.mjs';
import { checkRequest } from './check-request.mjs';
import { Choices } from './choices.mjs';
import { Instance } from './instance.mjs';
import { INVARIANTS, Broken } from './invariants.mjs';
import { PageLink } from './page-link.mjs';
import * as platform from './platform.mjs';
import { RevokeTokenError, revokeToken } from './package.mjs';
import { CallRecord } from './record.mjs';
import { Scenario } from './scenario.mjs';
import { SharedStore } from './store.mjs';
import { Vendor } from './vendor.mjs';
import { VendorLink } from './vendor-link.mjs';

const RELAY = 'https://relay.test/api';

/** One run: a vendor, instances of a relay, and the calls of pages. */
export class World {
  calls = [];
  requests = [];
  #order = 0;

  /** `trace(line)` gets what happens, if it is given. */
  constructor(seed, counts, trace) {
    clock.reset();
    platform.reset(seed);
    this.choices = new Choices(seed);
    this.counts = counts;
    this.trace = trace ? (line) => trace(`${String(clock.elapsed()).padStart(7)} ms  ${line}`) : () => {};
    this.scenario = new Scenario(this.choices);
    trace?.(`Scenario: ${JSON.stringify(this.scenario)}`);
    this.vendor = new Vendor(this);
    this.link = new VendorLink(this);
    this.pageLink = new PageLink(this);
    this.sharedStore = new SharedStore(this);
    this.site = new Site(this);
  }

  /** The next number in the order of what happens. */
  next() {
    this.#order += 1;
    return this.#order;
  }

  /** Makes the run. Throws a {@link Broken} if a rule is broken. */
  async run() {
    const { calls, choices, scenario } = this;
    this.#beginCall('A', 'token-1');
    for (const name of ['B', 'C'].slice(0, scenario.otherCalls)) {
      const token = choices.percent(60) ? 'token-1' : `token-${name}`;
      if (token === 'token-1') this.counts.add('another caller with the same token');
      clock.after(choices.milliseconds(0, 3_000), () => this.#beginCall(name, token));
    }
    if (!(await clock.run())) throw new Broken(INVARIANTS.everyCallEnds, 'there is no end');
    for (const request of this.requests) checkRequest(request, this);
    for (const call of calls) checkCall(call, this);
  }

  /** Begins a call, which ends by itself. */
  #beginCall(name, token) {
    const { choices, counts, scenario } = this;
    const { retries, timeout } = scenario;
    const call = new CallRecord(name, token, { retries, timeout });
    this.calls.push(call);
    call.began = clock.elapsed();
    const options = { relay: RELAY, retries, timeout, fetch: (_url, init) => this.pageLink.send(call, init) };
    if (choices.percent(4)) {
      const controller = new AbortController();
      options.signal = controller.signal;
      clock.after(choices.milliseconds(0, choices.pick([100, 30_000])), () => {
        if (call.end) return;
        call.aborted = clock.elapsed();
        counts.add('call aborted');
        controller.abort(new Error('aborted'));
      });
    }
    const end = (how) => {
      call.end = how;
      call.ended = clock.elapsed();
      call.order = this.next();
      this.trace(`${name} ends: ${how.name} ${how.outcome}`);
    };
    revokeToken({ access_token: token.padEnd(300, '.') }, options).then(
      ({ attempts }) => end({ name: 'resolved', outcome: 'revoked', attempts }),
      (error) => {
        if (error instanceof RevokeTokenError) end(error.toJSON());
        else end({ name: error.message, outcome: 'none' });
      },
    );
  }
}

/** The instances of the relay, behind one address. */
class Site {
  #instances;
  #world;

  constructor(world) {
    this.#world = world;
    const names = world.scenario.store === 'memory' ? ['one'] : ['one', 'two'];
    this.#instances = names.map((name) => new Instance(world, name));
  }

  /** The instance that gets the next request; undefined where the connection is refused. */
  route() {
    const { choices, counts } = this.#world;
    const instance = choices.pick(this.#instances);
    if (instance.isUp) return instance;
    counts.add('instance is down');
    return choices.percent(70) ? this.#instances.find(({ isUp }) => isUp) : undefined;
  }
}
