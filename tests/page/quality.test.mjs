// What a page owes everybody: axe finds nothing in any state, it is small, and it stays alive during a run.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { button, choose, FAST_SERVER, fill, NARROW, newToken, noOverflow, onPage, revoke, set, WIDE } from './harness.mjs';
import { startClock } from './flows.mjs';
import { chooseFile, confirmRun, ended, readSummary, rows, startRun, turnToMany } from './many.mjs';

/** The most that the page may load before the chart, in bytes as they are sent, with their headers. */
const MOST_BYTES = 90_000;

/** The most CPU time that a task of the page may take, in milliseconds. */
const LONGEST_TASK = 100;

const folder = mkdtempSync(join(tmpdir(), 'nomba-revoke-page-'));
after(() => rmSync(folder, { recursive: true }));

async function isAccessible(page, state) {
  // Without this setting, axe opens a page of its own for each analysis.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  assert.deepEqual(found, [], state);
  await noOverflow(page);
}

/** The cheap half of it. */
const fits = (page) => noOverflow(page);

const LOOKS = [
  ['wide and light', { ...WIDE, colorScheme: 'light' }, isAccessible],
  ['narrow and dark', { ...NARROW, colorScheme: 'dark' }, isAccessible],
  // What a window of 1,280 pixels has at a zoom of 200 %.
  ['zoomed', { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2, reducedMotion: 'reduce' }, fits],
  ['of 320 pixels', { viewport: { width: 320, height: 640 } }, fits],
  ['of 2,560 pixels', { viewport: { width: 2560, height: 1300 } }, fits],
];

describe('axe finds nothing, and nothing sticks out', { concurrency: 5 }, () => {
  for (const [name, settings, check] of LOOKS) {
    onPage(`with one token, ${name}`, async (page, watched) => {
      watched.expect(/status of 502/);
      await check(page, 'opened');
      await button(page, 'Revoke token').click();
      await check(page, 'with problems');
      await fill(page);
      await set(page, { Retries: '0' });
      await revoke(page, 'Revoked');
      await page.getByLabel('Answer with').selectOption('fault=html-502');
      await revoke(page, 'Unknown');
      await check(page, 'unknown');
      await choose(page, 'Relay');
      await noOverflow(page);
      await choose(page, 'Production');
      await button(page, 'Revoke token').click();
      await page.getByRole('dialog').waitFor();
      await check(page, 'asked');
      await page.keyboard.press('Escape');
    }, { settings });

    onPage(`with many tokens, ${name}`, async (page) => {
      await turnToMany(page);
      const text = ['label,access_token', ...Array.from({ length: 40 }, () => `رمز,${newToken()}`), 'x,y'].join('\n');
      await chooseFile(page, 'tokens.csv', text);
      await page.getByText('How to read it').click();
      await check(page, 'read');
      await button(page, 'Revoke tokens').click();
      await page.getByRole('dialog').getByRole('textbox').fill('1');
      await page.getByRole('dialog').getByRole('button', { name: /^Revoke/ }).click();
      await check(page, 'asked');
      await page.keyboard.press('Escape');
      await confirmRun(page, 40);
      await check(page, 'held');
      await page.evaluate(startClock);
      await ended(page);
      await check(page, 'ended');
      // Right-to-left text is shown from its own side.
      const label = rows(page).getByText('رمز').first();
      assert.equal(await label.evaluate((cell) => getComputedStyle(cell).direction), 'rtl');
    }, { settings });
  }
});

describe('The page', () => {
  onPage('loads less than 90 KB before the chart, its worker included', async (page) => {
    // All that was loaded until now is not counted: the page is opened once more.
    const requests = [];
    page.on('requestfinished', (request) => requests.push(request));
    await page.reload();
    await page.locator('#revoke:enabled').waitFor();
    await turnToMany(page);
    const hasWorker = page.waitForEvent('requestfinished', (request) => request.url().endsWith('/read-worker.js'));
    await chooseFile(page, 't.txt', newToken());
    await hasWorker;
    const sizes = new Map();
    for (const request of requests) {
      const { responseBodySize, responseHeadersSize } = await request.sizes();
      sizes.set(request.url(), responseBodySize + responseHeadersSize);
    }
    const names = [...sizes.keys()].map((url) => new URL(url).pathname);
    for (const part of [/index\.js$/, /main\.js$/, /read-worker\.js$/, /style\.css$/, /^\/$/]) {
      assert.ok(names.some((name) => part.test(name)), `${part} among ${names}`);
    }
    assert.ok(names.every((name) => !name.includes('chart')), names.join(' '));
    const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    console.log(`  ${total} bytes in ${sizes.size} files`);
    assert.ok(total < MOST_BYTES, `${total} bytes: ${[...sizes].join(' ')}`);
  });

  onPage('has no task of over 100 ms of CPU time in a run of 3,000 tokens', async (page) => {
    const client = await page.context().newCDPSession(page);
    const events = [];
    client.on('Tracing.dataCollected', ({ value }) => events.push(...value));
    await turnToMany(page);
    await client.send('Tracing.start', { categories: 'toplevel,disabled-by-default-devtools.timeline', transferMode: 'ReportEvents' });
    // A file by its path: a text would be handed over by a script in the page.
    const path = join(folder, 't.txt');
    writeFileSync(path, Array.from({ length: 3000 }, () => newToken()).join('\n'));
    await page.getByLabel('Drop a file here').setInputFiles(path);
    await readSummary(page).getByText('3,000 tokens').waitFor();
    await startRun(page, 3000);
    assert.match(await ended(page), /^Done: 3000 revoked/);
    const complete = new Promise((resolve) => client.once('Tracing.tracingComplete', resolve));
    await client.send('Tracing.end');
    await complete;
    const mainThreads = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
    const ids = new Set(mainThreads.map(({ pid, tid }) => `${pid} ${tid}`));
    // `tdur` is the CPU time of the thread, in microseconds.
    const tasks = events.filter(({ name, pid, tid, tdur }) => /RunTask/.test(name) && ids.has(`${pid} ${tid}`) && tdur > 0);
    const longest = Math.max(...tasks.map(({ tdur }) => tdur)) / 1000;
    console.log(`  ${tasks.length} tasks, the longest of ${longest.toFixed(1)} ms`);
    assert.ok(tasks.length > 1000, `${tasks.length} tasks`);
    assert.ok(longest < LONGEST_TASK, `${longest} ms`);
      // Nothing of the test's own stands between the page and the server.
  }, { server: FAST_SERVER, intercept: false });
});
