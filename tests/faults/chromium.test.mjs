// Every row of the table in Chromium, from a page of another origin.
//
// Environment: PACKAGE, the folder of the built package; STAND_IN_URL, a stand-in; CHROMIUM, the
// browser.
import { after, before, describe, test } from 'node:test';
import { launch, open } from '../page/browser.mjs';
import { site } from './site.mjs';
import { TABLE } from './table.mjs';
import { nameOf, tryRow } from './try.mjs';

let page, watched, browser, server;

before(async () => {
  server = await site();
  browser = await launch();
  watched = await open(browser, {}, { intercept: false });
  // What a browser writes for a connection that broke and for every status from 400 on.
  watched.expect(/^Failed to load resource|blocked by CORS policy/);
  page = watched.page;
  await page.goto(server.url);
  await page.waitForFunction(() => window.call !== undefined);
});

after(async () => {
  await watched?.close();
  await browser?.close();
  server?.stop();
});

const call = (options, more) =>
  page.evaluate(([options, more]) => window.call(options, more), [options, more]);

for (const [group, rows] of Object.entries(TABLE)) {
  describe(group, () => {
    for (const row of rows) test(nameOf(row), () => tryRow(row, 'chromium', call));
  });
}
