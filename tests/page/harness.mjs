// What the tests of the page share: a browser a file, and a person's means on the page.
//
// Environment: MOCK_SERVER_URL and FAST_SERVER_URL, where mock servers serve the page, the latter with a quota that is out of
// the way; CHROMIUM, the browser, or FIREFOX, another one to use; ARTEFACTS, the folder for screenshots.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch, launchFirefox, open } from './browser.mjs';
import { checkWidth } from './flows.mjs';
import { newToken } from './tokens.mjs';

export { hashOf, leaks, newToken, newTokens } from './tokens.mjs';

export const MOCK_SERVER = process.env.MOCK_SERVER_URL?.replace(/\/$/, '');
if (!MOCK_SERVER) {
  throw new Error(
    'MOCK_SERVER_URL is not set. It has to be the address of a mock server that serves the page; `cargo xtask test page` starts one.',
  );
}
/** The mock server whose quota is out of the way. */
export const FAST_SERVER = process.env.FAST_SERVER_URL?.replace(/\/$/, '');
export const ARTEFACTS =
  process.env.ARTEFACTS ?? fileURLToPath(new URL('../../artefacts/', import.meta.url));
const SPECIFICATION = new URL('../fixtures/nomba-revoke-access-token.openapi.md', import.meta.url);
export const SPECIFICATION_TOKEN = readFileSync(SPECIFICATION, 'utf8').match(
  /eyJ[\w-]+\.[\w-]+\.[\w-]+/,
)[0];

export const WIDE = { viewport: { width: 1400, height: 900 } };
export const NARROW = { viewport: { width: 360, height: 780 } };

let browser;
before(async () => {
  mkdirSync(ARTEFACTS, { recursive: true });
  browser = await (process.env.FIREFOX === undefined ? launch() : launchFirefox());
});
after(() => browser?.close());

/** A page in the browser of this file, watched until its end. */
export function openPage(settings = WIDE, more = {}) {
  return open(browser, settings, more);
}

/** A test with the page opened and ready, and watched until its end. */
export function onPage(name, run, { settings = WIDE, prepare, server = MOCK_SERVER, intercept } = {}) {
  test(name, async () => {
    const watched = await open(browser, settings, { intercept });
    // On a loaded machine requests may bunch up, and meet the quota.
    watched.expect(/status of 429/);
    try {
      await prepare?.(watched);
      await watched.page.goto(`${server}/`);
      if (prepare === undefined) await watched.page.locator('#revoke:enabled').waitFor();
      await run(watched.page, watched);
    } finally {
      await watched.close();
    }
  });
}

/** What the mock server has seen so far. */
export async function seen() {
  return (await fetch(`${MOCK_SERVER}/_mock`)).json();
}

export const clientId = (page) => page.getByLabel('Client ID');
export const token = (page) => page.getByLabel('Access token');
export const button = (page, name) => page.getByRole('button', { name });
export const status = (page) => page.getByRole('status', { name: 'Outcome' });
export const result = (page) => page.getByRole('region', { name: 'Outcome' });
export const note = (page) => page.getByRole('status', { name: 'Before sending' });

export async function choose(page, destination) {
  await page.getByRole('radio', { name: destination }).check();
}

/** A valid request. Each has a client of its own, and so a quota of its own. */
export async function fill(page, itsToken = newToken()) {
  await clientId(page).fill(randomUUID());
  await token(page).fill(itsToken);
}

export async function set(page, settings) {
  if (!(await page.locator('#more-settings[open]').count())) {
    await page.getByText('More settings').click();
  }
  for (const [label, value] of Object.entries(settings)) await page.getByLabel(label).fill(value);
}

/** Presses the button and waits for the verdict. */
export async function revoke(page, verdict) {
  await button(page, 'Revoke token').click();
  await settled(page, verdict);
}

export async function settled(page, verdict) {
  try {
    await status(page).getByText(verdict, { exact: true }).waitFor();
  } catch {
    assert.fail(`The verdict is not “${verdict}”. The page says:\n${await result(page).innerText()}`);
  }
  await page.locator('#revoke[aria-disabled="false"]').waitFor();
}

/** A value among the details of the outcome; null where there is none of that name. */
export async function detail(page, name) {
  const row = result(page)
    .locator('dl > div')
    .filter({ has: page.locator('dt').getByText(name, { exact: true }) });
  return (await row.count()) === 0 ? null : row.locator('dd').innerText();
}

/** The problem shown beside a field, waited for; it is tied to the field for those who can't see. */
export async function problemOf(page, field, pattern) {
  const id = await field.getAttribute('id');
  await page.locator(`#${id}-problem`).filter({ hasText: pattern }).waitFor();
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  assert.match(await field.getAttribute('aria-describedby'), new RegExp(`\\b${id}-problem\\b`));
}

export async function noProblemOf(page, field) {
  const id = await field.getAttribute('id');
  await page.locator(`#${id}:not([aria-invalid])`).waitFor();
  assert.equal(await page.locator(`#${id}-problem`).innerText(), '');
}

export async function shoot(page, name) {
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.screenshot({
    path: join(ARTEFACTS, `${name}.png`),
    fullPage: true,
    animations: 'disabled',
  });
}

export const noOverflow = (page) => checkWidth((script) => page.evaluate(script));
