// From opening a page to the first request, in Chromium, over a network that takes 100 ms there and
// back. Figures named NAME:blocked are the milliseconds for which the page could do nothing else.
import { visit } from '../pages.mjs';
import { names, newRequest, quick, report } from './common.mjs';
import { lists, turns } from './turns.mjs';

const ROUNDS = quick ? 2 : 50;
const LATENCY = 100;

const entry = (name) => `
  import { revoke } from './contenders/${name}.mjs';
  const promise = revoke({ ...${JSON.stringify(newRequest())}, baseUrl: location.origin });
  const blocked = performance.now() - began;
  globalThis.figures = promise.then(async ({ code }) => {
    const list = () => performance.getEntriesByType('resource').filter(({ name }) => /^http/.test(name));
    // An entry is made when the request has ended, which the page may hear before.
    while (!list().some(({ name }) => name.endsWith('/revoke'))) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return { code, blocked, requests: list().map(({ name, startTime }) => ({ name, startTime })) };
  });
`;
const entries = Object.fromEntries(names.map((name) => [name, entry(name)]));
const figures = lists(names.flatMap((name) => [name, `${name}:blocked`]));
const visits = visit(entries, turns(names, { rounds: ROUNDS, warm: 1 }), { latency: LATENCY });
for await (const [{ name, counts }, { code, blocked, requests }] of visits) {
  if (code !== '00') throw new Error(`${name} did not revoke`);
  // The bundle, and then the API: whatever came between would be a second round trip.
  const paths = requests.map((request) => new URL(request.name).pathname);
  if (paths.join() !== `/${name}.js,/v1/auth/token/revoke`) {
    throw new Error(`${name} asked for ${paths.join(', ')} before its request`);
  }
  if (!counts) continue;
  figures[name].push(requests[1].startTime);
  figures[`${name}:blocked`].push(blocked);
}
report(figures);
