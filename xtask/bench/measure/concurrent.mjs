// Sixteen calls at once, again and again, against a server on this machine.
import { takeTurns } from './turns.mjs';
import { baseUrl, load, newRequest, quick, report } from './common.mjs';

const AT_ONCE = 16;
/** In so many the garbage is collected at least once: rounds with and without that differ by a third. */
const BLOCK = 10;

const jobs = await load((revoke) => async () => {
  for (let time = 0; time < BLOCK; time += 1) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => revoke({ ...newRequest(), baseUrl })));
  }
});
const times = await takeTurns(jobs, quick ? { rounds: 10, warm: 5 } : { rounds: 200, warm: 24 });
report(times, (milliseconds) => (milliseconds * 1_000) / (BLOCK * AT_ONCE));
