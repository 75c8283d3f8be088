// Every row of the table of failures through the relay: a call in Chromium ends as a direct call from Node does in the same
// run. tests/faults/relay-exceptions.mjs has the exceptions.
//
// Environment: PACKAGE, the folder of the built package; MOCK_SERVER_URL, a mock server; CHROMIUM, the browser.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { endOf, following } from '../../faults/call.mjs';
import { callsInChromium } from '../../faults/chromium.mjs';
import { EXCEPTIONS, endInNode, exceptionsOf } from '../../faults/relay-exceptions.mjs';
import { TABLE } from '../../faults/table.mjs';
import { meet, nameOf } from '../../faults/try.mjs';

const installed = (file) => import(pathToFileURL(join(process.env.PACKAGE, file)));
const direct = await installed('index.js');
const { createRevokeRelay, toNodeHandler } = await installed('relay.js');

/** The time that a page gives the relay, in milliseconds: more than the relay takes in any row. */
const PAGE_TIMEOUT = 60_000;

/** The least time of an attempt, in milliseconds: the server has to meet each attempt, and several rows run at once here. */
const PATIENCE = 3_000;

/** The handler of each row's relay, by the first part of its path. */
const relays = new Map();

const call = callsInChromium(/^Failed to load resource/, (request, response) =>
  relays.get(request.url.split('/')[1])(request, response),
);

const fromNode = (options, more) => endOf(direct, options, more);

/** The same call in the page, through a relay that sends with these options. */
async function throughRelay({ baseUrl, timeout, retries, headers }, { follows, ...more }) {
  const send = follows ? following : fetch;
  const relay = createRevokeRelay({
    authorize: () => true,
    baseUrl,
    timeout,
    fetch: (url, init) => send(url, { ...init, headers: { ...init.headers, ...headers } }),
  });
  const id = crypto.randomUUID();
  relays.set(id, toNodeHandler(relay));
  return call({ relay: `/${id}`, timeout: PAGE_TIMEOUT, retries }, more);
}

for (const [group, rows] of Object.entries(TABLE)) {
  describe(group, { concurrency: 6 }, () => {
    for (const row of rows) test(nameOf(row), () => compare(row));
  });
}

async function compare(row) {
  const { timeout } = { timeout: row.timeout, ...row.node };
  const setting = { platform: 'node', timeout: timeout && Math.max(timeout, PATIENCE) };
  const [one, other] = [await meet(row, setting, fromNode), await meet(row, setting, throughRelay)];
  const exceptions = exceptionsOf(one.end);
  assert.deepEqual(exceptions, exceptionsOf(endInNode(row)), 'the exceptions in docs/failures.md');
  const expected = exceptions.reduce((end, name) => ({ ...end, ...EXCEPTIONS[name].members(end) }), one.end);
  if (exceptions.length > 0) assert.notDeepEqual(other.end, one.end, `${exceptions} is no exception`);
  const isByChance = endNames(row).includes(one.end.name) && endNames(row).includes(other.end.name);
  assert.deepEqual(other, { ...one, end: isByChance ? { ...expected, name: other.end.name } : expected });
}

/** The names of the errors in one or the other of which a row ends by chance in some versions of Node; none for most rows. */
function endNames({ node }) {
  return node?.or === undefined ? [] : [node.name, node.or.name];
}
