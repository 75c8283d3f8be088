// 10,000 lines pasted into a page: how many milliseconds it takes in Chromium to tell the valid ones,
// in the first thing that the page asks for.
import { launch, open } from '../../../tests/page/browser.mjs';
import { serve } from '../site.mjs';
import { names, quick, report } from './common.mjs';
import { lists, turns } from './turns.mjs';

const ROUNDS = quick ? 2 : 20;
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
  globalThis.check = async () => {
    const started = performance.now();
    let valid = 0;
    for (const access_token of pasted.split('\\n')) {
      const answer = isValid({ clientId, access_token });
      if (typeof answer === 'boolean' ? answer : await answer) valid += 1;
    }
    return { valid, time: performance.now() - started };
  };
`;

const site = await serve(Object.fromEntries(names.map((name) => [name, entry(name)])));
const browser = await launch();
const times = lists(names);
try {
  for (const { name, counts } of turns(names, { rounds: ROUNDS, warm: 1 })) {
    const watched = await open(browser, {}, { intercept: false });
    await watched.page.goto(`${site.url}/${name}`);
    const { valid, time } = await watched.page.evaluate(() => globalThis.check());
    await watched.close();
    if (valid !== VALID) throw new Error(`${name} found ${valid} of ${VALID} valid tokens`);
    if (counts) times[name].push(time);
  }
} finally {
  await browser.close();
  site.close();
}
report(times);
