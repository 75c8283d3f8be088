// A revocation that outlives its page: the very first call of the page, made in `pagehide`.
//
// Environment: PACKAGE, the folder of the built package; CHROMIUM and FIREFOX, the browsers.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { launch, launchFirefox, open } from '../page/browser.mjs';
import { BODY, start } from './server.mjs';

/** What a slow machine may take, in milliseconds. */
const SLACK = 20_000;

/** Well after the page's time-out of 300 ms and a retry without a wait. */
const LONG_AFTER = 2_000;

const BROWSERS = { Chromium: launch, Firefox: launchFirefox };

/**
 * Where to a page is left. Closing it is not among them: a browser then gives its process some tens
 * of milliseconds (Firefox) or half a second (Chromium), which the first call may need for itself.
 */
const ENDS = {
  'another page': (home) => home,
  'another origin': (home, other) => other,
};

for (const [name, launchIt] of Object.entries(BROWSERS)) {
  describe(name, () => {
    let browser;
    let home;
    let other;
    before(async () => {
      browser = await launchIt();
    });
    after(() => browser?.close());

    /** A test with a page and two servers: its own, and one of another origin. */
    const onPage = (sentence, run) =>
      test(sentence, async (t) => {
        home = await start();
        other = await start();
        t.after(() => [home, other].forEach((server) => server.stop()));
        const watched = await open(browser, {}, { intercept: false });
        try {
          await run(watched.page);
        } finally {
          await watched.close();
        }
      });

    /** Opens the page, which will revoke at `to`, and leaves it. */
    const visit = async (page, to, leave) => {
      await page.goto(`${home.url}/?to=${encodeURIComponent(to)}`);
      await page.waitForFunction(() => document.title === 'Ready');
      assert.deepEqual([...home.met, ...other.met], [], 'something was sent before the end');
      await page.goto(`${leave(home, other).url}/elsewhere`);
    };

    for (const [end, leave] of Object.entries(ENDS)) {
      onPage(`a page that is left for ${end} revokes at its own origin`, async (page) => {
        await visit(page, `${home.url}/answers`, leave);
        const revocations = await home.revocations(SLACK);
        assert.deepEqual(revocations.map(({ body }) => body), [BODY]);
        assert.equal(home.met.length, 1, 'there is no preflight at home');
      });

      onPage(`a page that is left for ${end} revokes at another origin, after a preflight`, async (page) => {
        await visit(page, `${other.url}/answers`, leave);
        const revocations = await other.revocations(SLACK);
        assert.deepEqual(revocations.map(({ body }) => body), [BODY]);
        assert.equal(revocations[0].headers['content-type'], 'application/json');
        assert.deepEqual(other.met.map(({ method }) => method), ['OPTIONS', 'POST']);
      });
    }

    onPage('after the page, a failure is not tried again', async (page) => {
      await visit(page, `${other.url}/fails`, ENDS['another page']);
      await other.revocations(SLACK);
      await sleep(LONG_AFTER);
      assert.equal((await other.revocations(SLACK)).length, 1);
      await works(page);
    });

    onPage('after the page, the request is not given up by the time-out', async (page) => {
      await visit(page, `${other.url}/waits`, ENDS['another page']);
      await other.revocations(SLACK);
      await sleep(LONG_AFTER);
      const revocations = await other.revocations(SLACK);
      assert.deepEqual(revocations.map(({ left }) => left), [false]);
      await works(page);
    });

    /** Whether the next page can revoke as if nothing had been. */
    const works = async (page) => {
      await page.goto(`${home.url}/?now&to=${encodeURIComponent(`${home.url}/answers`)}`);
      await page.waitForFunction(() => document.title === 'Revoked: 00');
    };
  });
}
