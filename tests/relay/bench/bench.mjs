// Throughput of the relay with a vendor that answers at once, beside a handler written by hand, in one run:
// `CONSUMER=target/consumer node tests/relay/bench/bench.mjs`. Counts processor time, which other programs on the machine
// change less than the clock. The aim is a share of at least 0.9; no suite runs this, because a share varies by run.
import { createRevokeRelay } from '../package.mjs';
import { CLIENT_ID, newToken, PATH } from '../table.mjs';
import { relayByHand } from './by-hand.mjs';

const ROUNDS = 101;
const REQUESTS = 300;
const AT_ONCE = 16;

const REVOKED = '{"code":"00","description":"Token revoked successfully"}';
const RATE = { 'x-rate-limit-limit': '15', 'x-rate-limit-remaining': '14', 'x-rate-limit-window': '1s' };
const options = {
  authorize: async () => ({ actor: 'ada' }),
  audit: async () => {},
  clientId: CLIENT_ID,
  baseUrl: 'http://127.0.0.1',
  fetch: async () => new Response(REVOKED, { headers: RATE }),
};
const contenders = { relay: createRevokeRelay(options), 'by hand': relayByHand(options) };

let number = 0;
async function one(relay) {
  number += 1;
  const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', 'idempotency-key': `key ${number}` };
  const body = JSON.stringify({ access_token: newToken() });
  const request = new Request(`http://relay.example${PATH}`, { method: 'POST', headers, body });
  const response = await relay(request, {});
  if (response.status !== 200 || !(await response.text()).includes('"00"')) throw new Error(`${response.status}`);
}

/** Milliseconds of processor time for so many requests. */
async function round(relay) {
  const started = process.cpuUsage();
  let left = REQUESTS;
  const work = async () => {
    while (left > 0) {
      left -= 1;
      await one(relay);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

const times = { relay: [], 'by hand': [] };
for (let at = -10; at < ROUNDS; at += 1) {
  // In turns, each first as often as the other; the first rounds warm up.
  const names = Object.keys(contenders);
  for (const name of at % 2 ? names : names.reverse()) {
    const time = await round(contenders[name]);
    if (at >= 0) times[name].push(time);
  }
}
/** The tenth that is fastest ends here: what slows the others is other programs, not a contender. */
const typical = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 10)];
for (const [name, all] of Object.entries(times)) {
  console.log(`${name}: ${Math.round((REQUESTS / typical(all)) * 1000)} requests in a second of processor time`);
}
const share = typical(times['by hand']) / typical(times.relay);
console.log(`share: ${share.toFixed(3)}`);
