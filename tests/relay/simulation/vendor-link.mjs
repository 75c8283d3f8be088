import { after } from './clock.mjs';
import { truncated } from './truncated.mjs';

const FAULTS = ['request lost', 'request late', 'answer lost', 'answer late', 'answer truncated'];

/** The network between the instances of the relay and the vendor. */
export class VendorLink {
  #world;

  constructor(world) {
    this.#world = world;
  }

  /** Sends a request of a relay's. Resolves with the answer, as `fetch` does. */
  send(record, { body, signal }) {
    const { choices, counts, scenario, vendor } = this.#world;
    const request = { record, sent: this.#world.next(), hasRevoked: false, isConfirmed: false };
    record.vendorRequests.push(request);
    const faults = scenario.vendorLinkRepeats ? [...FAULTS, 'request repeated'] : FAULTS;
    const fault = choices.percent(scenario.vendorLinkFaults) ? choices.pick(faults) : undefined;
    const isRepeated = fault === 'request repeated';
    if (fault) counts.add(`vendor's network: ${fault}`);
    const late = () => choices.milliseconds(500, choices.pick([3_000, 60_000]));
    const usual = () => choices.milliseconds(1, choices.pick([10, 10, 1_500]));
    const way = fault === 'request late' ? late() : usual();
    const back = fault === 'answer late' ? late() : usual();
    if (fault) this.#world.trace(`network to the vendor, ${record.name}: ${fault}`);
    return new Promise((resolve, reject) => {
      const breaks = () => reject(new TypeError('fetch failed'));
      signal?.addEventListener('abort', () => reject(signal.reason));
      if (fault === 'request lost') {
        after(late(), breaks);
        return;
      }
      after(way, () => {
        if (record.life.isOver) counts.add('request reaches the vendor after its instance has crashed');
        else if (record.answered) counts.add('request reaches the vendor after its relay has answered');
        let answer = vendor.handle(request, body);
        if (isRepeated) {
          record.call.isRepeatedToVendor = true;
          const repeat = { ...request, hasRevoked: false, isConfirmed: false };
          record.vendorRequests.push(repeat);
          answer = vendor.handle(repeat, body);
        }
        const response = new Response(answer.body, answer);
        if (fault === 'answer lost') after(late(), breaks);
        else after(back, () => resolve(fault === 'answer truncated' ? truncated(response, answer.body) : response));
      });
    });
  }
}
