// Every row of the table in Node.
//
// Environment: PACKAGE, the folder of the built package; MOCK_SERVER_URL, a mock server.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { endOf } from './call.mjs';
import { TABLE } from './table.mjs';
import { nameOf, tryRow } from './try.mjs';

const theirs = await import(pathToFileURL(join(process.env.PACKAGE, 'index.js')));
const call = (options, more) => endOf(theirs, options, more);

for (const [group, rows] of Object.entries(TABLE)) {
  describe(group, () => {
    for (const row of rows) test(nameOf(row), () => tryRow(row, 'node', call));
  });
}

test('every fault of the mock server has a row', async () => {
  const { faults } = await (await fetch(new URL('/_mock', process.env.MOCK_SERVER_URL))).json();
  const rows = new Set(TABLE['The mock server'].map((row) => row.prefer));
  assert.deepEqual([...rows].sort(), faults.map((fault) => fault.name).sort());
});
