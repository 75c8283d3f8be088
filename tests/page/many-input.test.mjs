// What is given to the page as many tokens: by which way, in which form, and how bad.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe } from 'node:test';
import { INSECURE_HOST } from './browser.mjs';
import { button, fill, hashOf, MOCK_SERVER, newToken, note, onPage, revoke } from './harness.mjs';
import { chooseFile, readSummary, rows, turnToMany } from './many.mjs';

const folder = mkdtempSync(join(tmpdir(), 'nomba-revoke-page-'));
after(() => rmSync(folder, { recursive: true }));

const fileInput = (page) => page.getByLabel('Drop a file here');

describe('Tokens come', { concurrency: 4 }, () => {
  onPage('from a file that is dropped', async (page) => {
    const token = newToken();
    await turnToMany(page);
    const data = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], 'dropped.txt', { type: 'text/plain' }));
      return transfer;
    }, token);
    await page.locator('#drop-zone').dispatchEvent('drop', { dataTransfer: data });
    await readSummary(page).getByText('Read dropped.txt (one token a line): 1 token, 0 not valid.').waitFor();
    await rows(page).getByRole('row').nth(1).waitFor();
    // Beside the zone a file does not take the place of the page, and is not read.
    await page.locator('h1').dispatchEvent('drop', { dataTransfer: data });
    assert.equal(await rows(page).getByRole('row').count(), 2);
  });

  onPage('ten thousand at once: only the rows in view are elements, and all are found', async (page) => {
    const number = 10_000;
    const last = newToken();
    const tokens = Array.from({ length: number - 1 }, () => newToken());
    await turnToMany(page);
    await chooseFile(page, 'many.txt', [...tokens, last].join('\n'));
    await readSummary(page).getByText('10,000 tokens').waitFor();
    assert.equal(await rows(page).getAttribute('aria-rowcount'), '10001');
    assert.ok((await rows(page).getByRole('row').count()) < 60);
    const scroller = page.locator('#rows-scroller');
    await scroller.focus();
    await page.keyboard.press('End');
    await rows(page).getByText('line 10000').waitFor();
    assert.ok((await rows(page).getByRole('row').count()) < 60);
    await page.getByLabel('Search').fill(hashOf(last).slice(0, 20));
    await page.getByText('1 of 10,000 rows').waitFor();
    await rows(page).getByText('line 10000').waitFor();
  });
});

describe('Bad input', { concurrency: 4 }, () => {
  onPage('that is no text is named at once', async (page) => {
    const path = join(folder, 'photo.bin');
    writeFileSync(path, '');
    truncateSync(path, 200_000_000);
    await turnToMany(page);
    await fileInput(page).setInputFiles(path);
    await readSummary(page).getByText(/The input is not text in UTF-8.*Read photo\.bin: 0 tokens/).waitFor();
    await button(page, 'Revoke tokens').click();
    await note(page).getByText('Nothing was sent: read some tokens first.').waitFor();
  });

  onPage('of 200 MB is read while the page stays alive, and can be stopped', async (page) => {
    const path = join(folder, 'large.log');
    const line = `${'2026-01-01 nothing of interest '.repeat(32)}\n`;
    const piece = line.repeat(2000);
    writeFileSync(path, `${newToken()}\n`);
    for (let size = 0; size < 200_000_000; size += piece.length) appendFileSync(path, piece);
    await turnToMany(page);
    // The buttons are pressed by the page itself, so that reading has not ended by then on a slow machine.
    await page.evaluate(() => {
      const once = (id, pattern, pressed) => {
        const place = document.getElementById(id);
        new MutationObserver((records, observer) => {
          if (!pattern.test(place.textContent)) return;
          observer.disconnect();
          document.getElementById(pressed).click();
        }).observe(place, { childList: true });
      };
      once('reading-bytes', /^\d+ MB of 20\d MB$/, 'revoke');
      once('send-note', /still being read/, 'reading-stop');
    });
    await fileInput(page).setInputFiles(path);
    await readSummary(page).getByText(/Reading was stopped before the end\. Read large\.log.*1 token/).waitFor();
    assert.equal(await note(page).innerText(), 'Nothing was sent: the input is still being read.');
  });

  onPage('that is gone when it is read is named, and can be chosen again', async (page) => {
    const path = join(folder, 'gone.txt');
    const piece = `${'x'.repeat(999)}\n`.repeat(30_000);
    writeFileSync(path, `${newToken()}\n${piece}`);
    await turnToMany(page);
    // It disappears when the page has it, and before its reader has begun.
    await page.route('**/read-worker.js', (route) => {
      rmSync(path, { force: true });
      return route.continue();
    });
    await fileInput(page).setInputFiles(path);
    await readSummary(page).getByText(/The file can’t be read any more/).waitFor();
    await chooseFile(page, 'again.txt', newToken());
    assert.equal(await readSummary(page).innerText(), 'Read again.txt (one token a line): 1 token, 0 not valid.');
  });
});

describe('A page that came over plain http from elsewhere', () => {
  onPage('reads and sends no list of tokens, says what to do, and revokes one token', async (page, watched) => {
    assert.equal(await page.evaluate(() => isSecureContext), false);
    await turnToMany(page);
    const remedy = /open it over https:, or on this machine as localhost/;
    await readSummary(page).getByText(remedy).waitFor();
    const token = newToken();
    await page.getByLabel('Or paste them').fill(token);
    await button(page, 'Read the pasted text').click();
    assert.equal(await page.getByLabel('Or paste them').inputValue(), token);
    await fileInput(page).setInputFiles({ name: 't.txt', mimeType: 'text/plain', buffer: Buffer.from(token) });
    await button(page, 'Generate 100 tokens').click();
    assert.match(await readSummary(page).innerText(), remedy);
    await button(page, 'Revoke tokens').click();
    await note(page).getByText(/^Nothing was sent\. This page came over plain http:/).waitFor();
    assert.equal(await rows(page).count(), 0);
    assert.ok(watched.addresses.every((address) => !/read-worker|\/v1\//.test(address)), watched.addresses.join(' '));

    await page.getByRole('radio', { name: 'One token' }).check();
    await fill(page);
    await revoke(page, 'Revoked');
  }, { server: MOCK_SERVER.replace('127.0.0.1', INSECURE_HOST) });
});
