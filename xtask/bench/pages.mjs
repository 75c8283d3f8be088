// Pages that each hold one bundle, opened one after another in a Chromium that nobody watches: while
// developer tools are attached, a browser does for them what it does not do for a user, and the page waits.
// So each page measures itself, sends its figures, and asks for the next.
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { ARGUMENTS, program } from '../../tests/page/browser.mjs';
import { compressed } from './bundle.mjs';

/** A page that takes longer, in milliseconds, has hung. */
const PATIENCE = 60_000;

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src data:";
const page = (name) => `<!doctype html>
<title>${name}</title>
<link rel="icon" href="data:,">
<script type="module" src="/${name}.js"></script>
`;

// Before anything else in the file runs, and after it.
const BANNER = 'var began = performance.now();';
const FOOTER = `
  figures
    .catch((error) => ({ error: String(error?.stack ?? error) }))
    .then((figures) => fetch('/figures', { method: 'POST', body: JSON.stringify(figures) }))
    .then(() => location.replace('/next'));
`;

/**
 * Opens a page for each turn, in a process of its own, and yields the turn with the page's figures.
 *
 * The code of a page finds in `began` when it began, and leaves a promise of its figures in
 * `globalThis.figures`. The API is at the page's origin, so that no preflight comes in between.
 *
 * @template {{ name: string }} Turn
 * @param {Record<string, string>} entries the code of each page, by its name
 * @param {Iterable<Turn>} turns
 * @param {{ latency?: number }} network how many milliseconds it takes there and back
 * @returns {AsyncGenerator<[Turn, any]>}
 */
export async function* visit(entries, turns, { latency = 0 } = {}) {
  const site = await serve(entries, latency);
  const profile = await mkdtemp(join(tmpdir(), 'nomba-revoke-bench-'));
  let browser;
  try {
    for (const turn of turns) {
      const reported = site.show(turn.name);
      browser ??= open(`${site.url}/next`, profile);
      const figures = await Promise.race([reported, browser.ended, tooLate(turn.name)]);
      if (figures.error) throw new Error(`${turn.name}: ${figures.error}`);
      yield [turn, figures];
    }
  } finally {
    await browser?.close();
    site.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 10 });
  }
}

async function tooLate(name) {
  await sleep(PATIENCE, undefined, { ref: false });
  throw new Error(`the page ${name} has not reported within ${PATIENCE / 1_000} s`);
}

function open(url, profile) {
  const flags = ['--headless=new', '--no-sandbox', '--no-default-browser-check', '--disable-extensions'];
  const child = spawn(program(), [...flags, ...ARGUMENTS, `--user-data-dir=${profile}`, url], {
    stdio: 'ignore',
  });
  const exit = once(child, 'exit');
  const ended = exit.then(([code]) => {
    throw new Error(`Chromium has ended by itself, with ${code}`);
  });
  ended.catch(() => {});
  return {
    ended,
    async close() {
      child.kill();
      await exit.catch(() => {});
    },
  };
}

async function serve(entries, latency) {
  const bundles = {};
  for (const [name, code] of Object.entries(entries)) {
    bundles[`/${name}.js`] = await compressed(`${code}${FOOTER}`, { banner: { js: BANNER } });
  }
  const url = (host) => `http://${host}:${server.address().port}`;
  const events = new EventEmitter();
  // Whose turn it is, and the response to the browser, which asks for that: whichever is there first waits.
  let turn;
  let asked;
  const answer = () => {
    if (turn === undefined || asked === undefined) return;
    // In another site than the last: a browser makes a process of its own for that.
    const host = asked.req.headers.host.startsWith('localhost') ? '127.0.0.1' : 'localhost';
    asked.writeHead(302, { location: `${url(host)}/${turn}` }).end();
    turn = asked = undefined;
  };
  const server = createServer(async (request, response) => {
    response.setHeader('cache-control', 'no-store');
    const body = await text(request);
    if (request.url === '/figures') {
      response.end();
      events.emit('figures', JSON.parse(body));
      return;
    }
    if (request.url === '/next') {
      asked = response;
      answer();
      return;
    }
    await sleep(latency);
    if (request.method === 'POST') {
      response.setHeader('content-type', 'application/json');
      response.end('{"code":"00","description":"Token revoked successfully"}');
    } else if (request.url in bundles) {
      response.setHeader('content-type', 'text/javascript');
      response.setHeader('content-encoding', 'br');
      response.end(bundles[request.url]);
    } else {
      response.setHeader('content-type', 'text/html');
      response.setHeader('content-security-policy', POLICY);
      response.end(page(request.url.slice(1)));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: url('127.0.0.1'),
    /** Has the browser open a page, and returns the figures that it reports. */
    async show(name) {
      const reported = once(events, 'figures');
      turn = name;
      answer();
      const [figures] = await reported;
      return figures;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
