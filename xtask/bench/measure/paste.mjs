// 10,000 lines pasted into a page: how many milliseconds it takes in Chromium to find the valid ones,
// in the first thing that the page asks for.
import { visit } from '../pages.mjs';
import { names, quick, report } from './common.mjs';
import { lists, turns } from './turns.mjs';

const ROUNDS = quick ? 2 : 50;
const LINES = 10_000;
/** Every tenth is too short. */
const VALID = LINES * 0.9;

const CHECKS = {
  handwritten: `
    import { validate } from './contenders/handwritten.mjs';
    const isValid = (request) => validate(request).length === 0;`,
  'nomba-revoke': `
    import { revokeTokenRequestSchema } from 'nomba-revoke';
    const { validate } = revokeTokenRequestSchema['~standard'];
    const isValid = (request) => {
      const result = validate(request);
      if (typeof result.then === 'function') return result.then(({ issues }) => issues === undefined);
      return result.issues === undefined;
    };`,
};
CHECKS['handwritten-again'] = CHECKS.handwritten;

const entry = (name) => `${CHECKS[name]}
  const clientId = 'c'.repeat(36);
  const token = (_, at) => 'x'.repeat(at % 10 === 0 ? 40 : 390) + String(at).padStart(10, '0');
  const pasted = Array.from({ length: ${LINES} }, token).join('\\n');
  const check = async () => {
    const started = performance.now();
    let valid = 0;
    for (const access_token of pasted.split('\\n')) {
      const answer = isValid({ clientId, access_token });
      if (typeof answer === 'boolean' ? answer : await answer) valid += 1;
    }
    return { valid, time: performance.now() - started };
  };
  globalThis.figures = check();
`;

const entries = Object.fromEntries(names.map((name) => [name, entry(name)]));
const times = lists(names);
const visits = visit(entries, turns(names, { rounds: ROUNDS, warm: 1 }));
for await (const [{ name, counts }, { valid, time }] of visits) {
  if (valid !== VALID) throw new Error(`${name} found ${valid} of ${VALID} valid tokens`);
  if (counts) times[name].push(time);
}
report(times);
