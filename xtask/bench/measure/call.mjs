// What a call costs by itself: `fetch` is answered at once, in the same process.
import { takeTurns } from './turns.mjs';
import { baseUrl, load, newRequest, quick, report } from './common.mjs';

const BLOCK = 100;
const HEADERS = {
  'content-type': 'application/json',
  'x-rate-limit-limit': '15',
  'x-rate-limit-remaining': '14',
  'x-rate-limit-window': '1s',
};
const BODY = '{"code":"00","description":"Token revoked successfully"}';

globalThis.fetch = async () => new Response(BODY, { status: 200, headers: HEADERS });

const request = { ...newRequest(), baseUrl };
const jobs = await load((revoke) => async () => {
  for (let call = 0; call < BLOCK; call += 1) await revoke(request);
});
const times = await takeTurns(jobs, quick ? { rounds: 30, warm: 10 } : { rounds: 150, warm: 50 });
report(times, (milliseconds) => (milliseconds * 1_000) / BLOCK);
