// The page of failures in the docs: its table is made of the suite's own, so that they can't drift
// apart. `FAILURES=write node --test tests/faults/docs.test.mjs` writes it anew.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { TABLE } from './table.mjs';

const PAGE = new URL('../../docs/failures.md', import.meta.url);
const MARKS = /(?<=<!-- failures -->\n).*(?=<!-- \/failures -->)/s;

/** What a call comes to, in a cell. */
function end({ name, outcome, status, attempts = 1 }) {
  const ended = name === null ? 'revoked' : `\`${name}\`, \`${outcome}\``;
  const seen = status === null ? [] : [`status ${status}`];
  return [ended, ...seen, ...(attempts > 1 ? [`${attempts} attempts`] : [])].join(', ');
}

/** What is different on a platform, and why. */
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
  return `| ${fault}${attempts} | ${end(row.ends)} | ${notes.join('; ')} |`;
}

const tables = Object.entries(TABLE).map(
  ([group, rows]) =>
    `\n### ${group}\n\n| the server | the call | where it is different |\n| --- | --- | --- |\n${rows.map(rowOf).join('\n')}\n`,
);
const expected = `${tables.join('')}\n`;

test('the page of failures has the rows that are tried', () => {
  const page = readFileSync(PAGE, 'utf8');
  if (process.env.FAILURES === 'write') {
    writeFileSync(PAGE, page.replace(MARKS, () => expected));
    return;
  }
  assert.equal(page.match(MARKS)?.[0], expected);
});
