// The flows in a browser that Playwright drives.
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { FLOWS, saveByScript, WIDTHS } from './flows.mjs';
import { openGate } from './gate.mjs';
import { FAST_SERVER, noOverflow, openPage } from './harness.mjs';

/** For how long a flow waits for one thing, in milliseconds: machines may be loaded. */
const PATIENCE = 60_000;

/** A page as flows take it. */
class Page {
  #page;

  constructor(page) {
    this.#page = page;
  }

  click = (selector) => this.#page.locator(selector).click();
  check = (selector) => this.#page.locator(selector).check();
  select = (selector, value) => this.#page.locator(selector).selectOption(value);
  text = (selector) => this.#page.locator(selector).textContent();
  isVisible = (selector) => this.#page.locator(selector).isVisible();
  run = (script) => this.#page.evaluate(script);
  untilHidden = (selector) => this.#page.locator(selector).waitFor({ state: 'hidden', timeout: PATIENCE });

  async fill(selector, value) {
    const field = this.#page.locator(selector);
    // In Firefox, `fill` alone leaves what is in a field for numbers.
    if ((await field.inputValue()) !== '') {
      await field.press('ControlOrMeta+a');
      await field.press('Delete');
    }
    await field.fill(value);
  }

  chooseFile(selector, name, text) {
    return this.#page.locator(selector).setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  }

  async until(selector, pattern) {
    try {
      await this.#page.locator(selector).filter({ hasText: pattern }).waitFor({ timeout: PATIENCE });
    } catch (error) {
      throw new Error(`${selector} is not ${pattern}: ${await this.text(selector)}`, { cause: error });
    }
  }

  async save(selector) {
    // Playwright notices no download of Firefox.
    if (this.#page.context().browser().browserType().name() === 'firefox') return saveByScript(this, selector);
    const download = this.#page.waitForEvent('download');
    await this.click(selector);
    return readFile(await (await download).path(), 'utf8');
  }
}

/** Runs all flows, some of them at once, against the mock server whose quota is out of the way. */
export function testFlows(browser, concurrency) {
  /** Pages whose flow has ended, for the next one: to open one takes longer than some flows. */
  const free = [];
  describe(`Many tokens in ${browser}`, { concurrency }, () => {
    for (const { name, expects, run } of FLOWS) {
      for (const [look, width] of Object.entries(WIDTHS)) {
        test(`${name} (${look})`, async () => {
          const gate = await openGate(FAST_SERVER);
          // Nothing of the test's own stands between the page and the gate.
          const watched = free.pop() ?? (await openPage({}, { intercept: false }));
          try {
            await watched.page.setViewportSize({ width, height: 900 });
            watched.expectNothing();
            if (expects !== undefined) watched.expect(expects);
            await watched.page.goto(`${gate.url}/`);
            await watched.page.locator('#revoke:enabled').waitFor();
            await run(new Page(watched.page), gate);
            await noOverflow(watched.page);
            // What the page still asks for must not fail in the next flow, when the gate is gone.
            await watched.page.goto('about:blank');
            watched.check();
            free.push(watched);
          } catch (error) {
            await watched.context.close();
            throw error;
          } finally {
            gate.end();
          }
        });
      }
    }
  });
}
