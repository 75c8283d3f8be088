// From opening a page to the first request, in Chromium, over a network that takes 100 ms there and
// back. Figures named NAME:blocked are the milliseconds for which the page could do nothing else.
import { launch, open } from '../../../tests/page/browser.mjs';
import { serve } from '../site.mjs';
import { names, newRequest, quick, report } from './common.mjs';
import { lists, turns } from './turns.mjs';

const ROUNDS = quick ? 2 : 25;
const LATENCY = 100;

const entry = (name) => `
  import { revoke } from './contenders/${name}.mjs';
  const promise = revoke({ ...${JSON.stringify(newRequest())}, baseUrl: location.origin });
  const blocked = performance.now() - began;
  globalThis.result = promise.then(({ code }) => ({ code, blocked }));
`;
const site = await serve(Object.fromEntries(names.map((name) => [name, entry(name)])));
const browser = await launch();
const figures = lists(names.flatMap((name) => [name, `${name}:blocked`]));
try {
  for (const { name, counts } of turns(names, { rounds: ROUNDS, warm: 1 })) {
    const { sent, blocked } = await start(name);
    if (!counts) continue;
    figures[name].push(sent);
    figures[`${name}:blocked`].push(blocked);
  }
} finally {
  await browser.close();
  site.close();
}
report(figures);

async function start(name) {
  const watched = await open(browser, {}, { intercept: false });
  const { page, context } = watched;
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const conditions = { offline: false, latency: LATENCY, downloadThroughput: -1, uploadThroughput: -1 };
  await session.send('Network.emulateNetworkConditions', conditions);
  await page.goto(`${site.url}/${name}`);
  const { code, blocked, requests } = await page.evaluate(async () => {
    const { code, blocked } = await globalThis.result;
    const list = () => performance.getEntriesByType('resource').filter(({ name }) => /^http/.test(name));
    // An entry is made when the request has ended, which the page may hear before.
    while (!list().some(({ name }) => name.endsWith('/revoke'))) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return { code, blocked, requests: list().map(({ name, startTime }) => ({ name, startTime })) };
  });
  await watched.close();
  if (code !== '00') throw new Error(`${name} did not revoke`);
  // The bundle, and then the API: whatever came between would be a second round trip.
  const paths = requests.map((request) => new URL(request.name).pathname);
  if (paths.join() !== `/${name}.js,/v1/auth/token/revoke`) {
    throw new Error(`${name} asked for ${paths.join(', ')} before its request`);
  }
  return { sent: requests[1].startTime, blocked };
}
