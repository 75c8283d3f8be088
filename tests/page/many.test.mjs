// Many tokens on the page in Chromium: what `flows.mjs` has not, because it needs the command line, the relay or Chromium.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { linesOf, startClock } from './flows.mjs';
import { openGate } from './gate.mjs';
import { button, choose, hashOf, leaks, MOCK_SERVER, newToken, newTokens, onPage, shoot } from './harness.mjs';
import { chooseFile, confirmRun, ended, revokedOf, rows, runStatus, save, startRun, turnToMany } from './many.mjs';

const CLI = fileURLToPath(new URL('../../pkg/cli.js', import.meta.url));

const gate = await openGate(MOCK_SERVER);
after(() => gate.end());

/** Runs the command line; resolves with its exit status and all that it prints. */
function runCommand(...input) {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...input], (error, stdout, stderr) => {
      resolve({ status: error?.code ?? 0, output: stdout + stderr });
    });
  });
}

/** Runs something with a folder that is gone afterwards. */
async function withFolder(run) {
  const folder = await mkdtemp(join(tmpdir(), 'nomba-revoke-page-'));
  try {
    await run(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('A file of tokens', { concurrency: 6 }, () => {
  onPage('is held for ten seconds, and the command line goes on with its report', async (page) => {
    const tokens = newTokens(11);
    const expired = newToken(undefined, -60);
    const text = ['label,access_token', ...tokens.map((token) => `host,${token}`), `old,${expired}`].join('\n');
    const client = await turnToMany(page);
    await chooseFile(page, 'tokens.csv', text);
    await page.getByLabel('Leave out expired tokens').check();
    await confirmRun(page, 11);
    const started = await page.evaluate(() => window.clock.stopped);
    await page.evaluate(startClock, 0);
    assert.equal(await ended(page), 'Done: 11 revoked, 0 refused, 0 unknown, 1 not sent.');
    // The browser may note a request after its answer.
    const noted = await page.waitForFunction(() => {
      const requests = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/v1/'));
      return requests.length >= 11 && requests.map(({ startTime }) => startTime);
    });
    const sent = await noted.jsonValue();
    assert.equal(sent.length, 11);
    assert.ok(Math.min(...sent) - started > 9900, `${sent} after ${started}`);
    await shoot(page, 'page-many');
    const jsonl = await save(page, 'Save as JSON Lines');
    const csv = parse(await save(page, 'Save as CSV'), { columns: true });
    assert.deepEqual(csv.map(({ outcome }) => outcome), linesOf(jsonl).map(({ outcome }) => outcome));

    await withFolder(async (folder) => {
      const [input, report] = [join(folder, 'tokens.csv'), join(folder, 'report.jsonl')];
      await writeFile(input, text);
      await writeFile(report, jsonl);
      const target = ['--base-url', MOCK_SERVER, '--client-id', client];
      const { output } = await runCommand(input, ...target, '--resume', report, '--yes');
      assert.match(output, /11 revoked and skipped/);
      assert.equal((await revokedOf([expired])).length, 1);
      assert.equal(linesOf(await readFile(report, 'utf8')).at(-1).outcome, 'revoked');
    });
  });

  onPage('goes on with a report of the command line', async (page) => {
    const tokens = newTokens(12);
    await withFolder(async (folder) => {
      const [input, report] = [join(folder, 'tokens.txt'), join(folder, 'report.jsonl')];
      const client = await turnToMany(page);
      await writeFile(input, tokens.slice(0, 9).join('\n'));
      const target = ['--base-url', MOCK_SERVER, '--client-id', client];
      await runCommand(input, ...target, '--report', report, '--yes');
      await chooseFile(page, 'all.txt', tokens.join('\n'));
      await page.getByLabel('Go on with an earlier report').setInputFiles(report);
      await page.getByText('Going on with report.jsonl: it has 9 tokens.').waitFor();
      assert.match(await rows(page).getByRole('row').nth(1).innerText(), /Revoked \(earlier report\)/);
      await startRun(page, 3);
      assert.match(await ended(page), /^Done: 12 revoked/);
      const lines = linesOf(await save(page, 'Save as JSON Lines'));
      assert.deepEqual(lines.map(({ tokenHash }) => tokenHash), tokens.map(hashOf));
      assert.equal((await revokedOf(tokens)).length, 12);
    });
  });
});

describe('A run', { concurrency: 6 }, () => {
  onPage('can be paused before its chart is there, and goes on without one', async (page, watched) => {
    watched.expect(/ERR_FAILED/);
    const tokens = newTokens(12);
    await turnToMany(page);
    await chooseFile(page, 't.txt', tokens.join('\n'));
    let drop;
    const isAsked = new Promise((resolve) => {
      page.route('**/chart-*.js', (route) => {
        drop = () => route.abort();
        resolve();
      });
    });
    await startRun(page, 12);
    await isAsked;
    await button(page, 'Pause').click();
    await runStatus(page).getByText(/^Paused/).waitFor();
    await drop();
    await page.getByText(/paused$/).waitFor();
    assert.deepEqual(await revokedOf(tokens), []);
    await button(page, 'Resume').click();
    assert.match(await ended(page), /^Done: 12 revoked/);
    assert.equal(await page.locator('#run-figure').isVisible(), false);
  });

  onPage('goes through the relay', async (page) => {
    const tokens = newTokens(3);
    await turnToMany(page, '');
    await choose(page, 'Relay');
    await chooseFile(page, 't.txt', tokens.join('\n'));
    await startRun(page, 3);
    assert.match(await ended(page), /^Done: 3 revoked/);
    const lines = linesOf(await save(page, 'Save as JSON Lines'));
    assert.ok(lines.every(({ environment }) => environment === `${MOCK_SERVER}/relay`));
  });

  onPage('asks before the page is left, and the page forgets all', async (page) => {
    const tokens = newTokens(30);
    await turnToMany(page);
    await chooseFile(page, 't.txt', tokens.join('\n'));
    const leave = async () => {
      const asked = page.waitForEvent('dialog');
      await page.close({ runBeforeUnload: true });
      const dialog = await asked;
      assert.equal(dialog.type(), 'beforeunload');
      await dialog.dismiss();
    };
    await confirmRun(page, 30);
    await leave();
    gate.hold(5);
    await page.evaluate(startClock);
    await gate.untilHeld();
    await leave();
    gate.open();
    assert.match(await ended(page), /^Done: 30 revoked/);
    // The outcomes are in no report yet.
    await leave();
    await save(page, 'Save as JSON Lines');
    const asks = () => page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
    assert.equal(await asks(), false);
    const places = await page.evaluate(() => ({
      address: location.href,
      title: document.title,
      state: JSON.stringify(history.state),
      local: JSON.stringify(localStorage),
      session: JSON.stringify(sessionStorage),
      cookie: document.cookie,
      markup: document.documentElement.outerHTML,
    }));
    for (const place of Object.values(places)) assert.deepEqual(leaks(tokens[0], place), []);
    await button(page, 'Forget the tokens').click();
    assert.equal(await rows(page).count(), 0);
    await chooseFile(page, 't.txt', tokens.join('\n'));
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
    assert.equal(await rows(page).count(), 0);
    // Nothing is under way, and the page has forgotten the outcomes.
    const dialogs = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.type());
      dialog.accept();
    });
    const closed = page.waitForEvent('close');
    await page.close({ runBeforeUnload: true });
    await closed;
    assert.deepEqual(dialogs, []);
  }, { server: gate.url });
});
