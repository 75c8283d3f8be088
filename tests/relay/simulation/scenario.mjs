import { STORES } from './store.mjs';

/** What a run is like. Numbers without a unit are percentages. */
export class Scenario {
  constructor(choices) {
    // Rare faults let calls get further, frequent ones make them meet.
    this.pageLinkFaults = choices.pick([10, 40, 70]);
    /** How likely the network repeats a request whose connection breaks. */
    this.repeats = choices.pick([0, 60, 100]);
    this.vendorLinkFaults = choices.pick([0, 5, 40]);
    /** Whether the network between relay and vendor repeats requests by itself, which no relay can detect. */
    this.vendorLinkRepeats = choices.percent(5);
    /** How likely the vendor does anything but what is usual. */
    this.deviations = choices.pick([0, 20, 60]);
    /** Whether the vendor confirms once more that a token is revoked. */
    this.isIdempotent = choices.percent(10);
    this.store = choices.percent(50) ? 'works' : choices.pick(STORES);
    /** How likely a crash is in the life of an instance. Its own memory does not outlive it. */
    this.crashes = this.store === 'memory' ? 0 : choices.pick([0, 40, 70]);
    this.hookFaults = choices.pick([0, 0, 5]);
    this.slowHooks = choices.pick([0, 5, 30]);
    this.maxInFlight = choices.pick([32, 32, 1]);
    this.otherCalls = choices.pick([0, 0, 1, 2]);
    this.retries = choices.pick([2, 2, 1, 0, 4]);
    /** Milliseconds for an attempt of the page's, and for the vendor's answer. */
    this.timeout = choices.pick([30_000, 30_000, 2_000]);
    this.relayTimeout = choices.pick([20_000, 20_000, 1_000]);
  }
}
