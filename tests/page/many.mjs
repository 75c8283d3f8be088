// A person's means on the part of the page for many tokens.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { countsBy, startClock, stopClock } from './flows.mjs';
import { button, clientId, MOCK_SERVER } from './harness.mjs';
import { revokedAt } from './tokens.mjs';

export const readSummary = (page) => page.getByRole('status', { name: 'What was read' });
export const runStatus = (page) => page.getByRole('status', { name: 'Run' });
export const rows = (page) => page.getByRole('table', { name: 'What was read' });

/** Turns to many tokens, of a client of its own. */
export async function turnToMany(page, client = randomUUID()) {
  await page.getByRole('radio', { name: 'Many tokens' }).check();
  await clientId(page).fill(client);
  return client;
}

/** Chooses a file, and waits until it is read. */
export async function chooseFile(page, name, text) {
  await page.getByLabel('Drop a file here').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  await readSummary(page).getByText(`Read ${name}`).waitFor();
}

/** From a button over the confirmation to the hold, which lasts until `startClock` is run in the page. */
export async function confirmRun(page, number, name = 'Revoke tokens') {
  await button(page, name).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/can’t be undone/).waitFor();
  if (number >= 10) await dialog.getByRole('textbox').fill(String(number));
  await page.evaluate(stopClock);
  await dialog.getByRole('button', { name: /^Revoke [\d,]/ }).click();
  await page.getByText(/The run begins in \d+ s/).waitFor();
}

/** From a button to the beginning of the run. */
export async function startRun(page, number, name) {
  await confirmRun(page, number, name);
  await page.evaluate(startClock);
}

/** Waits until the run has ended; returns what the page says of it. */
export async function ended(page, pattern = /^(Done|Stopped)/) {
  try {
    await runStatus(page).getByText(pattern).waitFor({ timeout: 120_000 });
  } catch (cause) {
    throw new Error(`The run has not ended: ${await runStatus(page).textContent()}`, { cause });
  }
  await button(page, 'Pause').waitFor({ state: 'hidden' });
  return runStatus(page).innerText();
}

/** The counts of the run, as the page shows them. */
export const counts = (page) => countsBy((selector) => page.locator(selector).innerText());

/** Saves a report; returns its text. */
export async function save(page, name) {
  const download = page.waitForEvent('download');
  await button(page, name).click();
  return readFile(await (await download).path(), 'utf8');
}

/** Which of these tokens the mock server has revoked. */
export const revokedOf = (tokens) => revokedAt(MOCK_SERVER, tokens);
