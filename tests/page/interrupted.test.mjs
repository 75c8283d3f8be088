// A run whose page or browser stands still for a while, with requests under way.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { ARGUMENTS, open, program } from './browser.mjs';
import { openGate } from './gate.mjs';
import { FAST_SERVER, newTokens, openPage } from './harness.mjs';
import { chooseFile, counts, ended, startRun, turnToMany } from './many.mjs';

/** How long the browser or the server is suspended, in milliseconds: longer than the time-out of an attempt. */
const STOPPED = Number(process.env.STOPPED ?? 13_000);
/** The time-out of an attempt, in milliseconds. */
const TIMEOUT = 10_000;

/** Starts a run, and has it stand still; then every token is revoked at the server. */
async function interrupt(watched, stop, goOn) {
  const { page } = watched;
  watched.expect(/ERR_|status of 404/);
  const gate = await openGate(FAST_SERVER);
  const tokens = newTokens(75);
  try {
    await page.goto(`${gate.url}/`);
    await page.locator('#revoke:enabled').waitFor();
    await turnToMany(page);
    await page.getByText('More settings').click();
    await page.getByLabel('Timeout').fill(String(TIMEOUT));
    await chooseFile(page, 't.txt', tokens.join('\n'));
    gate.hold(20);
    await startRun(page, tokens.length);
    await gate.untilHeld();
    await stop();
    await wait(STOPPED);
    gate.open();
    await goOn();
    await ended(page);
    const { revoked, refused, unknown, not_sent } = await counts(page);
    assert.equal(revoked + refused + unknown + not_sent, tokens.length);
    assert.equal(refused, 0);
    if (not_sent > 0) {
      await startRun(page, not_sent, /^Go on with/);
      await ended(page, /^Done/);
    }
    const left = (await counts(page)).unknown;
    if (left > 0) {
      await startRun(page, left, /unknown again/);
      await ended(page, /^Done/);
    }
    assert.equal((await gate.revokedOf(tokens)).length, tokens.length);
    await watched.close();
  } finally {
    await watched.context.close();
    gate.end();
  }
}

describe('A run goes on', { concurrency: 2 }, () => {
  test('after its tab was frozen in the background', async () => {
    const watched = await openPage({}, { intercept: false });
    const client = await watched.page.context().newCDPSession(watched.page);
    const turn = (state) => client.send('Page.setWebLifecycleState', { state });
    await interrupt(watched, () => turn('frozen'), () => turn('active'));
  });

  test('after the whole browser was stopped (SIGSTOP)', async () => {
    const server = await chromium.launchServer({ executablePath: program(), args: ARGUMENTS });
    const { pid } = server.process();
    try {
      const watched = await open(await chromium.connect(server.wsEndpoint()), {}, { intercept: false });
      // The browser and its children are a group of processes.
      const signal = (name) => process.kill(-pid, name);
      await interrupt(watched, () => signal('SIGSTOP'), () => signal('SIGCONT'));
    } finally {
      await server.kill();
    }
  });
});
