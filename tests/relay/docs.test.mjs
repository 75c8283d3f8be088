// docs/relay.md: its tables name what is there.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createRevokeRelay } from './package.mjs';
import { NAMES } from './table.mjs';

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const docs = read('../../docs/relay.md');

test('every threat has tests that are there', () => {
  const rows = docs.split('## Threats')[1].split('## Load')[0].split('\n').filter((line) => line.startsWith('| '));
  assert.ok(rows.length > 14);
  for (const row of rows.slice(1)) {
    const cell = row.split(' | ').at(-1);
    if (cell.startsWith('---')) continue;
    const tests = [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    assert.ok(tests.length > 0, row);
    for (const name of tests) {
      const isThere = name.endsWith('.mjs') ? existsSync(new URL(name, import.meta.url)) : NAMES.includes(name);
      assert.ok(isThere, `there is no test ${name}`);
    }
  }
});

test('the store of the documentation is the one that the tests run', () => {
  assert.ok(docs.includes(`\`\`\`js\n${read('redis/store.js')}\`\`\``));
  assert.ok(docs.includes(`\`\`\`js\n${read('hosts/deno/fetch-once.js')}\`\`\``));
});

test('the first sample makes a relay', async () => {
  const [, sample] = /```js\n(.*?)```/s.exec(docs);
  const entries = [];
  const body = sample.replace(/^import.*$/m, '').replace('export const relay =', 'return');
  const make = new Function('createRevokeRelay', 'userOf', 'auditTrail', 'process', body);
  const sent = [];
  const relay = make(
    (options) => createRevokeRelay({ ...options, fetch: async (url) => {
      sent.push(url);
      return new Response('{"code":"00"}');
    } }),
    async (request) => (request.headers.has('cookie') ? { isOperator: true, name: 'ada' } : undefined),
    { write: (entry) => entries.push(entry) },
    { env: { NOMBA_CLIENT_ID: '2242b79d-f2cf-4ccc-ada1-e890bd1a9f0d' } },
  );
  const post = (headers) =>
    relay(
      new Request('https://app.example/relay/v1/auth/token/revoke', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ access_token: 'x'.repeat(300) }),
      }),
    );
  assert.equal((await post({})).status, 403);
  assert.equal((await post({ cookie: 'session=1' })).status, 200);
  assert.deepEqual(entries.map(({ stage, actor }) => [stage, actor]), [['before', 'ada'], ['after', 'ada']]);
  assert.deepEqual(sent, ['https://api.nomba.com/v1/auth/token/revoke']);
});
