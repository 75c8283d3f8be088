// Nothing moves for those who ask for that.
import assert from 'node:assert/strict';
import { after, describe } from 'node:test';
import { startClock } from './flows.mjs';
import { openGate } from './gate.mjs';
import { button, FAST_SERVER, fill, newTokens, onPage, settled } from './harness.mjs';
import { chooseFile, confirmRun, ended, turnToMany } from './many.mjs';

/** Notes every animation and transition that begins in a page and takes time. */
async function watchMotion(page) {
  await page.addInitScript(() => {
    window.moved = new Set();
    const note = () => {
      for (const animation of document.getAnimations()) {
        const { duration, iterations } = animation.effect.getComputedTiming();
        const { target, pseudoElement } = animation.effect;
        if (duration > 0 && iterations > 0) window.moved.add(`${target.id || target.tagName}${pseudoElement ?? ''}`);
      }
    };
    for (const event of ['animationstart', 'transitionrun']) document.addEventListener(event, note, true);
    const look = () => {
      note();
      requestAnimationFrame(look);
    };
    look();
  });
}

/** Takes the page through its states; returns what has moved. */
async function goThrough(page, gate) {
  await watchMotion(page);
  await page.reload();
  await page.locator('#revoke:enabled').waitFor();
  await button(page, 'Revoke token').hover();
  gate.hold(0);
  await fill(page);
  await button(page, 'Revoke token').click();
  await gate.untilHeld();
  await page.getByText('Revoking…', { exact: true }).waitFor();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  gate.open();
  await settled(page, 'Revoked');
  await turnToMany(page);
  await chooseFile(page, 't.txt', newTokens(60).join('\n'));
  await confirmRun(page, 60);
  gate.hold(20);
  await page.evaluate(startClock);
  await gate.untilHeld();
  await button(page, 'Pause').click();
  await page.getByText(/pausing, \d+ in flight/).waitFor();
  gate.open();
  await page.getByText(/paused$/).waitFor();
  await button(page, 'Resume').click();
  await ended(page);
  return page.evaluate(() => [...window.moved]);
}

const gates = [await openGate(FAST_SERVER), await openGate(FAST_SERVER)];
after(() => gates.forEach((gate) => gate.end()));

describe('Motion', { concurrency: 2 }, () => {
  onPage('is there while a request is under way, so that the next test can fail', async (page) => {
    assert.deepEqual(await goThrough(page, gates[0]), ['svg']);
  }, { settings: { reducedMotion: 'no-preference' }, server: gates[0].url, intercept: false });

  onPage('is not there where it is to be reduced', async (page) => {
    assert.deepEqual(await goThrough(page, gates[1]), []);
  }, { settings: { reducedMotion: 'reduce' }, server: gates[1].url, intercept: false });
});
