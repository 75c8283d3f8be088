// A page in Chromium that makes calls.
import { after, before } from 'node:test';
import { launch, open } from '../page/browser.mjs';
import { site } from './site.mjs';

/**
 * Opens the page before the tests of a file, and closes it after them. Returns a function that makes a call in the page.
 *
 * @param {RegExp} expected what the browser may write on its console
 * @param {(request: object, response: object) => void} [handler] answers requests to the page's server for anything else
 */
export function callsInChromium(expected, handler) {
  let page, watched, browser, server;
  let untilMet;

  before(async () => {
    server = await site(handler);
    browser = await launch();
    watched = await open(browser, {}, { intercept: false });
    watched.expect(expected);
    page = watched.page;
    await page.exposeFunction('untilMet', (attempts) => untilMet(attempts));
    await page.goto(server.url);
    await page.waitForFunction(() => window.call !== undefined);
  });

  after(async () => {
    await watched?.close();
    await browser?.close();
    server?.stop();
  });

  return (options, { untilMet: given, ...more }) => {
    untilMet = given;
    return page.evaluate(
      ([options, more, isHeld]) => window.call(options, isHeld ? { ...more, untilMet: window.untilMet } : more),
      [options, more, given !== undefined],
    );
  };
}
