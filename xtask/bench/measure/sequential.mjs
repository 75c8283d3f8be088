// One call after another, against a server on this machine.
import { takeTurns } from './turns.mjs';
import { baseUrl, load, newRequest, quick, report } from './common.mjs';

const BLOCK = 20;

const jobs = await load((revoke) => async () => {
  for (let call = 0; call < BLOCK; call += 1) await revoke({ ...newRequest(), baseUrl });
});
const times = await takeTurns(jobs, quick ? { rounds: 10, warm: 5 } : { rounds: 200, warm: 40 });
report(times, (milliseconds) => (milliseconds * 1_000) / BLOCK);
