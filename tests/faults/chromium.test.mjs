// Every row of the table in Chromium, from a page of another origin.
//
// Environment: PACKAGE, the folder of the built package; MOCK_SERVER_URL, a mock server; CHROMIUM, the
// browser.
import { describe, test } from 'node:test';
import { callsInChromium } from './chromium.mjs';
import { TABLE } from './table.mjs';
import { nameOf, tryRow } from './try.mjs';

// What a browser writes for a connection that broke and for every status from 400 on.
const call = callsInChromium(/^Failed to load resource|blocked by CORS policy/);

for (const [group, rows] of Object.entries(TABLE)) {
  describe(group, () => {
    for (const row of rows) test(nameOf(row), () => tryRow(row, 'chromium', call));
  });
}
