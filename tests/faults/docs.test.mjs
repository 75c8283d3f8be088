// The page of failures in the docs: its tables are made of the suite's own, so that they can't drift
// apart. `FAILURES=write node --test tests/faults/docs.test.mjs` writes it anew.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { EXCEPTIONS, endInNode, exceptionsOf } from './relay-exceptions.mjs';
import { TABLE } from './table.mjs';

const PAGE = new URL('../../docs/failures.md', import.meta.url);

/** What a call comes to, in a cell. */
function end({ name, outcome, status, attempts = 1 }) {
  const ended = name === null ? 'revoked' : `\`${name}\`, \`${outcome}\``;
  const seen = status === null ? [] : [`status ${status}`];
  return [ended, ...seen, ...(attempts > 1 ? [`${attempts} attempts`] : [])].join(', ');
}

/** Describes the difference on a platform, with the reason. */
function different(title, { fault, ends }, platform) {
  if (platform === undefined) return [];
  const { why, or } = platform;
  const there = end({ ...ends, ...platform });
  const also = or === undefined ? '' : ` or ${end({ ...ends, ...or })}`;
  assert.ok(why, `the row “${fault}” says why it is different`);
  const same = there === end(ends) && also === '';
  return [same ? `${title}: ${why}` : `${title}: ${there}${also} (${why})`];
}

function rowOf(row) {
  const fault = row.fault ?? `\`Prefer: fault=${row.prefer}\``;
  const attempts = row.retries === undefined ? '' : ` (\`retries: ${row.retries}\`)`;
  const notes = [...different('Node', row, row.node), ...different('Chromium', row, row.chromium)];
  const exceptions = exceptionsOf(endInNode(row));
  return `| ${fault}${attempts} | ${end(row.ends)} | ${notes.join('; ')} | ${exceptions.join(', ')} |`;
}

const failures = Object.entries(TABLE).map(([group, rows]) => {
  const head = '| the server | the call | where it is different | through the relay |\n| --- | --- | --- | --- |';
  return `\n### ${group}\n\n${head}\n${rows.map(rowOf).join('\n')}\n`;
});
const exceptions = Object.entries(EXCEPTIONS).map(([name, { why }]) => `| ${name} | ${why} |\n`);

/** The parts of the page between marks, by the marks' name. */
const PARTS = {
  'relay-exceptions': `| exception | reason |\n| --- | --- |\n${exceptions.join('')}`,
  failures: `${failures.join('')}\n`,
};

for (const [name, expected] of Object.entries(PARTS)) {
  test(`the page of failures has the ${name} of the tests`, () => {
    const page = readFileSync(PAGE, 'utf8');
    const marks = new RegExp(`(?<=<!-- ${name} -->\n).*(?=<!-- /${name} -->)`, 's');
    assert.match(page, marks);
    if (process.env.FAILURES === 'write') writeFileSync(PAGE, page.replace(marks, () => expected));
    else assert.equal(page.match(marks)[0], expected);
  });
}

test('each exception of the relay has a row', () => {
  const met = Object.values(TABLE).flat().flatMap((row) => exceptionsOf(endInNode(row)));
  assert.deepEqual([...new Set(met)].sort(), Object.keys(EXCEPTIONS).sort());
});
