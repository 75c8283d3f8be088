// Many tokens without a pace, sixteen at once, against a server on this machine. `handwritten` names each
// token by its hash, as the package does; the loop doesn't.
import { createHash } from 'node:crypto';
import { revokeTokens } from 'nomba-revoke';
import { revoke } from '../contenders/handwritten.mjs';
import { takeTurns } from './turns.mjs';
import { baseUrl, names, newRequest, quick, report } from './common.mjs';

const AT_ONCE = 16;
const COUNT = quick ? 200 : 800;

function* requests() {
  for (let made = 0; made < COUNT; made += 1) yield newRequest();
}

/** Workers that take from one list, each the next as soon as its last is done. */
async function loop(hash) {
  const input = requests();
  const outcomes = [];
  const work = async () => {
    for (const request of input) {
      const tokenHash = hash?.(request.access_token);
      const outcome = await revoke({ ...request, baseUrl }).then(
        (value) => ({ tokenHash, status: 'fulfilled', value }),
        (reason) => ({ tokenHash, status: 'rejected', reason }),
      );
      outcomes.push(outcome.status);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  check(outcomes);
}

async function batch() {
  const outcomes = [];
  const options = { baseUrl, concurrency: AT_ONCE, rateLimit: false };
  for await (const { status } of revokeTokens(requests(), options)) outcomes.push(status);
  check(outcomes);
}

function check(outcomes) {
  const revoked = outcomes.filter((status) => status === 'fulfilled').length;
  if (revoked !== COUNT) throw new Error(`${revoked} of ${COUNT} were revoked`);
}

const sha256 = (token) => createHash('sha256').update(token).digest('hex');

const JOBS = {
  loop: () => loop(),
  'loop-again': () => loop(),
  handwritten: () => loop(sha256),
  'nomba-revoke': batch,
};
const jobs = Object.fromEntries(names.map((name) => [name, JOBS[name]]));
const times = await takeTurns(jobs, quick ? { rounds: 3, warm: 1 } : { rounds: 150, warm: 4 });
report(times, (milliseconds) => (milliseconds * 1_000) / COUNT);
