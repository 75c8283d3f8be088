// Browsers: a page, a worker, a service worker, and a page under a policy that forbids WebAssembly.
//
// Environment: CHROMIUM; FIREFOX; WEBKIT_DRIVER and XVFB. Each is a program.
import { build } from 'esbuild';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as playwright from 'playwright-core';
import { launch } from '../page/browser.mjs';
import { LONGEST } from './processes.mjs';
import { startWebKit } from './webkit.mjs';

const PLACES = ['page', 'worker', 'service worker', 'forbidden'];

export async function* chromium(setting) {
  yield* byPlaywright(setting, await launch());
}

export async function* firefox(setting) {
  const { FIREFOX: executablePath } = process.env;
  yield* byPlaywright(setting, await playwright.firefox.launch({ channel: 'moz-firefox', executablePath, timeout: LONGEST }));
}

export async function* webkit({ given, ...setting }) {
  // The data that libsoup, its HTTP library, doesn't pass on.
  const lacks = ['broken bodies'];
  const browser = await startWebKit();
  try {
    yield* visit({ ...setting, given: { ...given, lacks } }, (address) => browser.open(address));
  } finally {
    await browser.close();
  }
}

async function* byPlaywright({ prepare, ...setting }, browser) {
  try {
    const page = await (await browser.newContext()).newPage();
    await prepare?.(page);
    yield* visit(setting, (address) => page.goto(address, { timeout: LONGEST }));
  } finally {
    await browser.close();
  }
}

/** Opens the page for each place; it reports to the site that it comes from. */
async function* visit({ project, site, given, places = PLACES }, open) {
  await bundleServiceWorker(project);
  for (const place of places) {
    const address = new URL('/runtimes/page.html', site.url);
    address.search = new URLSearchParams({ place, given: JSON.stringify(given) });
    const reported = site.reported();
    await open(address.href);
    const late = wait(LONGEST, { failed: `no report after ${LONGEST} ms` }, { ref: false });
    yield [place, await Promise.race([reported, late])];
  }
}

async function bundleServiceWorker(project) {
  await build({
    entryPoints: [join(project, 'runtimes/service-worker.mjs')],
    outfile: join(project, 'runtimes/service-worker.js'),
    bundle: true,
    format: 'iife',
    // Modules are strict; the bundle of one is a script.
    banner: { js: '"use strict";' },
  });
}
