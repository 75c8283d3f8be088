// The flows of the page in Firefox, at two widths.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { WIDTHS } from '../flows.mjs';
import { choose, detail, fill, newToken, noOverflow, onPage, revoke } from '../harness.mjs';
import { testFlows } from '../playwright.mjs';

describe('One token', { concurrency: 2 }, () => {
  for (const [look, width] of Object.entries(WIDTHS)) {
    onPage(`is revoked in Firefox, by itself and through the relay (${look})`, async (page) => {
      await fill(page);
      await revoke(page, 'Revoked');
      assert.equal(await detail(page, 'Code'), '00');
      await choose(page, 'Relay');
      await page.getByLabel('Client ID').fill('');
      await page.getByLabel('Access token').fill(newToken());
      await revoke(page, 'Revoked');
      await noOverflow(page);
    }, { settings: { viewport: { width, height: 900 } }, intercept: false });
  }
});

testFlows('Firefox', 6);
