// A whole run by keyboard alone: the focus can be seen at each step, and is never lost.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after } from 'node:test';
import { linesOf, startClock, stopClock } from './flows.mjs';
import { openGate } from './gate.mjs';
import { FAST_SERVER, hashOf, newTokens, onPage } from './harness.mjs';
import { ended, readSummary, runStatus } from './many.mjs';

const gate = await openGate(FAST_SERVER);
after(() => gate.end());

/** The most steps with the Tab key from one element to another. */
const MOST_STEPS = 60;

/** Waits until the page shows a text; fails with what it says of the run. */
async function shows(page, text, place = page) {
  try {
    await place.getByText(text).waitFor();
  } catch (cause) {
    throw new Error(`${text} is not shown. The run: ${await runStatus(page).textContent()}`, { cause });
  }
}

/** The keyboard, and where it is. */
class Keyboard {
  #page;

  constructor(page) {
    this.#page = page;
  }

  /** Returns the id of the element that has the focus, or its value if it has none; fails if the focus can't be seen. */
  async place() {
    const { id, isSeen, outline } = await this.#page.evaluate(() => {
      const element = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const { top, bottom } = element.getBoundingClientRect();
      return {
        id: element === document.body ? 'the body' : element.id || element.value || element.tagName,
        isSeen: element.matches(':focus-visible') && bottom > 0 && top < innerHeight,
        outline: outlineStyle === 'none' ? 0 : parseFloat(outlineWidth),
      };
    });
    assert.notEqual(id, 'the body');
    assert.ok(isSeen && outline >= 2, `the focus on ${id} can’t be seen: ${outline} px`);
    return id;
  }

  /** Waits until an element has the focus: it moves there by itself. */
  async at(id) {
    try {
      await this.#page.waitForFunction((wanted) => document.activeElement.id === wanted, id);
    } catch {
      const status = await runStatus(this.#page).textContent();
      assert.fail(`the focus is on ${await this.place()} and not on ${id}. The run: ${status}`);
    }
    await this.place();
  }

  /** Goes to an element with the Tab key. */
  async to(id, key = 'Tab') {
    const places = [];
    while (places.length < MOST_STEPS) {
      await this.#page.keyboard.press(key);
      places.push(await this.place());
      if (places.at(-1) === id) return;
    }
    assert.fail(`${id} is not among ${places.join(', ')}`);
  }

  /** Presses a key. The element that has the focus keeps it, unless `next` is another one. */
  async press(key, next) {
    const before = await this.place();
    await this.#page.keyboard.press(key);
    await this.at(next ?? before);
  }

  type(text) {
    return this.#page.keyboard.type(text);
  }
}

onPage('The keyboard is enough for a whole run, and its focus is always seen', async (page) => {
  const keyboard = new Keyboard(page);
  const tokens = newTokens(100);
  await page.evaluate((text) => navigator.clipboard.writeText(text), tokens.join('\n'));

  await keyboard.to('client-id');
  await keyboard.type(randomUUID());
  await keyboard.to('one');
  await page.keyboard.press('ArrowDown');
  assert.equal(await keyboard.place(), 'many');
  await keyboard.to('tokens-text');
  await keyboard.press('ControlOrMeta+v');
  await keyboard.to('read-text');
  await keyboard.press('Enter');
  await shows(page, '100 tokens', readSummary(page));
  await keyboard.at('read-text');

  // The question: a wrong number, the Enter key in its field, and the Escape key.
  await keyboard.to('revoke');
  await keyboard.press('Enter', 'confirm-typed');
  await keyboard.type('101');
  await keyboard.to('confirm-yes');
  await keyboard.press('Enter', 'confirm-typed');
  await shows(page, 'That is not 100.');
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('100');
  await keyboard.press('Enter');
  await keyboard.press('Escape', 'revoke');
  // The page takes no second press of the button before it knows that the dialog is closed.
  await shows(page, /^Nothing was sent\.$/);

  // The hold, which is stopped once.
  const confirm = async () => {
    await keyboard.press('Enter', 'confirm-typed');
    await keyboard.type('100');
    await keyboard.to('confirm-yes');
    await page.evaluate(stopClock);
    await keyboard.press('Enter', 'run-hold-stop');
  };
  await confirm();
  await keyboard.press('Enter', 'revoke');
  await shows(page, /^Stopped before the run began/, runStatus(page));
  assert.equal(gate.seen, 0);
  await confirm();

  // The run.
  gate.hold(10);
  await page.evaluate(startClock);
  await keyboard.at('run-pause');
  await gate.untilHeld();
  await keyboard.press('Enter');
  await shows(page, /^Paused/, runStatus(page));
  gate.open();
  await shows(page, /paused$/);
  gate.hold(5);
  await keyboard.press('Enter');
  await gate.untilHeld();
  await keyboard.to('run-stop');
  await keyboard.press('Space');
  await shows(page, /stopping, \d+ in flight/);
  gate.open();
  assert.match(await ended(page), /^Stopped before the end, as you asked/);
  await keyboard.at('run-heading');

  // What is left, which is asked about and refused.
  await keyboard.to('run-go-on');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await keyboard.place();
  await keyboard.press('Escape', 'run-go-on');

  // The report, and the rows.
  await keyboard.to('save-jsonl');
  const download = page.waitForEvent('download');
  await keyboard.press('Enter');
  const lines = linesOf(await readFile(await (await download).path(), 'utf8'));
  const revoked = lines.filter(({ outcome }) => outcome === 'revoked');
  assert.deepEqual((await gate.revokedOf(tokens)).map(hashOf), revoked.map(({ tokenHash }) => tokenHash));
  await keyboard.to('rows-search');
  await keyboard.type('line 60');
  await shows(page, '1 of 100 rows');
  await keyboard.press('ControlOrMeta+a');
  await keyboard.press('Delete');
  await keyboard.to('rows-filter');
  // The arrow keys: typing a name would have to be fast.
  const filters = await page.locator('#rows-filter option').evaluateAll((options) => options.map(({ value }) => value));
  for (let left = filters.indexOf('revoked'); left > 0; left -= 1) await keyboard.press('ArrowDown');
  assert.equal(await page.locator('#rows-filter').inputValue(), 'revoked');
  await shows(page, `${revoked.length} of 100 rows`);
  await keyboard.to('rows-scroller');
  await keyboard.press('End');
  await page.waitForFunction(() => document.getElementById('rows-scroller').scrollTop > 100);
  await keyboard.to('forget-many', 'Shift+Tab');
  await keyboard.press('Enter');
  await page.locator('#rows-section').waitFor({ state: 'hidden' });
  await keyboard.place();
}, { settings: { permissions: ['clipboard-read', 'clipboard-write'] }, server: gate.url, intercept: false });
