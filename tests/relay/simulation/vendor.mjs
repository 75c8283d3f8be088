/**
 * What the vendor does with a request that it does not simply answer with 200. `revokes`: whether the token is revoked all
 * the same; `null` means that the run chooses.
 */
export const DEVIATIONS = [
  { name: '400', status: 400 },
  { name: '401', status: 401 },
  { name: '403', status: 403 },
  { name: '404, the token is not known', status: 404 },
  { name: '422', status: 422 },
  { name: '429', status: 429 },
  { name: '429', status: 429 },
  { name: '429 with Retry-After', status: 429, headers: { 'retry-after': '2' } },
  { name: '429 with Retry-After of over 30 s', status: 429, headers: { 'retry-after': '31' } },
  { name: '200, other code', status: 200, code: '05' },
  { name: '5xx', status: 500, revokes: null },
  { name: '5xx', status: 503, revokes: null },
  { name: '200, malformed body', status: 200, body: '<html>', revokes: null },
  { name: 'undocumented status', status: 418, revokes: null },
  { name: 'redirect', status: 302, headers: { location: 'https://vendor.test/' }, revokes: null },
];

const DONE = { status: 200, code: '00' };
const NOT_FOUND = { status: 404 };

/** The vendor's server. It alone knows which tokens are revoked. */
export class Vendor {
  #world;
  #revoked = new Set();

  constructor(world) {
    this.#world = world;
  }

  /** Handles a request, and notes in it what that came to. Returns the answer. */
  handle(request, body) {
    const { choices, counts, scenario } = this.#world;
    const { access_token: token } = JSON.parse(body);
    request.arrived = this.#world.next();
    if (choices.percent(scenario.deviations)) {
      const deviation = choices.pick(DEVIATIONS);
      const { name, revokes = false } = deviation;
      const isRevoked = (revokes ?? choices.percent(50)) && this.#revoke(token, request);
      counts.add(`vendor: ${name}`);
      if (isRevoked) counts.add('vendor: revoked, with another answer than success');
      return this.#answer(request, deviation);
    }
    if (this.#revoked.has(token)) {
      counts.add('vendor: revoked already');
      if (!scenario.isIdempotent) return this.#answer(request, NOT_FOUND);
    }
    this.#revoke(token, request);
    request.isConfirmed = true;
    return this.#answer(request, DONE);
  }

  #revoke(token, request) {
    if (this.#revoked.has(token)) return false;
    this.#revoked.add(token);
    request.hasRevoked = true;
    return true;
  }

  #answer(request, { status, code = String(status), headers = {}, body = JSON.stringify({ code, description: null }) }) {
    const { hasRevoked } = request;
    this.#world.trace(`vendor answers ${request.record.name}: ${status} ${code}${hasRevoked ? ', revoked now' : ''}`);
    request.answer = { status, code };
    return { status, headers, body };
  }
}
