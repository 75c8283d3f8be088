// The flows of the page in WebKitGTK, at two widths: one browser for each. Its driver has no person's means for files;
// fields are filled and buttons pressed by script, and only those that a person could.
//
// Environment: MOCK_SERVER_URL and FAST_SERVER_URL, where mock servers serve the page, the latter with a quota that is out of
// the way; WEBKIT_DRIVER and XVFB.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { startWebKit } from '../../runtimes/webkit.mjs';
import { checkWidth, FLOWS, saveByScript, WIDTHS } from '../flows.mjs';
import { openGate } from '../gate.mjs';
import { newToken } from '../tokens.mjs';

const MOCK_SERVER = process.env.MOCK_SERVER_URL.replace(/\/$/, '');
const FAST_SERVER = process.env.FAST_SERVER_URL.replace(/\/$/, '');

// In the locale C, WebKit's `navigator.language` is no language, and the library of the chart does not load.
process.env.LC_ALL = 'en_GB.UTF-8';

/** Between two looks at the page, and for how long a flow waits for one thing, in milliseconds. */
const EVERY = 100;
const PATIENCE = 60_000;

/** A page as flows take it. */
class Page {
  #webkit;

  constructor(webkit) {
    this.#webkit = webkit;
  }

  /** Runs a function in the page. */
  run = (script, ...values) => this.#webkit.run(`return (${script})(...arguments)`, values);
  save = (selector) => saveByScript(this, selector);
  isVisible = (selector) => this.run((its) => document.querySelector(its)?.checkVisibility() ?? false, selector);

  /** Returns the text of an element, waited for. */
  async text(selector) {
    const isThere = () => this.run((its) => document.querySelector(its) !== null, selector);
    await this.#await(isThere, `${selector} is not there`);
    return this.run((its) => document.querySelector(its).textContent, selector);
  }

  async open(address) {
    await this.#webkit.open(address);
    await this.#await(() => this.run(() => document.getElementById('revoke')?.disabled === false), 'The page has not started');
  }

  click(selector) {
    return this.#onVisible(selector, (element) => {
      element.focus();
      element.click();
    });
  }

  check(selector) {
    return this.#onVisible(selector, (element) => {
      if (!element.checked) element.click();
    });
  }

  fill(selector, value) {
    const set = (element, text) => {
      element.value = text;
      element.dispatchEvent(new Event('input', { bubbles: true }));
    };
    return this.#onVisible(selector, set, value);
  }

  select(selector, value) {
    const set = (element, option) => {
      element.value = option;
      element.dispatchEvent(new Event('input', { bubbles: true }));
      element.dispatchEvent(new Event('change', { bubbles: true }));
    };
    return this.#onVisible(selector, set, value);
  }

  chooseFile(selector, name, text) {
    const set = (element, itsName, itsText) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([itsText], itsName, { type: 'text/plain' }));
      element.files = transfer.files;
      element.dispatchEvent(new Event('change', { bubbles: true }));
    };
    return this.#onVisible(selector, set, name, text);
  }

  async until(selector, pattern) {
    const isThere = async () => {
      if (!(await this.isVisible(selector))) return false;
      const text = (await this.text(selector)).replace(/\s+/g, ' ').trim();
      return typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text);
    };
    await this.#await(isThere, `${selector} is not ${pattern}`, selector);
  }

  untilHidden(selector) {
    return this.#await(async () => !(await this.isVisible(selector)), `${selector} is not hidden`);
  }

  async #await(isSo, problem, selector) {
    for (let left = PATIENCE / EVERY; left > 0; left -= 1) {
      if (await isSo()) return;
      await wait(EVERY);
    }
    assert.fail(selector === undefined ? problem : `${problem}: ${await this.text(selector)}`);
  }

  /** Waits for an element, and calls a function with it in the page. */
  async #onVisible(selector, act, ...values) {
    await this.#await(() => this.isVisible(selector), `${selector} is not visible`);
    await this.#webkit.run(`(${act})(document.querySelector(arguments[0]), ...[...arguments].slice(1))`, [selector, ...values]);
  }
}

test('In WebKit', { concurrency: true }, async (all) => {
  const widths = Object.entries(WIDTHS).map(([look, width]) =>
    all.test(look, async (its) => {
      const webkit = await startWebKit();
      try {
        await webkit.resize(width, 900);
        const page = new Page(webkit);
        await its.test('one token is revoked', async () => {
          await page.open(`${MOCK_SERVER}/`);
          await page.fill('#client-id', randomUUID());
          await page.fill('#token', newToken());
          await page.click('#revoke');
          await page.until('#verdict-title', /^Revoked$/);
          await checkWidth(page.run);
        });
        for (const { name, run } of FLOWS) {
          await its.test(name, async () => {
            const gate = await openGate(FAST_SERVER);
            try {
              await page.open(`${gate.url}/`);
              await run(page, gate);
              await checkWidth(page.run);
            } finally {
              gate.end();
            }
          });
        }
      } finally {
        await webkit.close();
      }
    }),
  );
  await Promise.all(widths);
});
