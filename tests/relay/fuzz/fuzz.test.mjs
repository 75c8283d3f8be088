// A hundred thousand requests that nobody would write, through all gates.
//
// Environment: CONSUMER, a project with the package installed; SEED, to repeat a run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createRevokeRelay } from '../package.mjs';
import { CLIENT_ID, PATH } from '../table.mjs';

const REQUESTS = 100_000;
const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** Stands in every text of a request: no answer may repeat it. */
const MARK = 'qZ7xK9vB';

const VENDOR = 'http://127.0.0.1';

/** The longest time for one request, in milliseconds. The hooks may take 4 x 20; the rest is for a process that is suspended. */
const LONGEST = 60_000;

const STATUS = {
  path: [404],
  preflight: [204],
  method: [405],
  origin: [403],
  'media-type': [415],
  authorize: [401, 403, 500, 503],
  size: [413],
  body: [400],
  client: [403],
  request: [400],
  approve: [401, 403, 500, 503],
  vendor: [200],
};

const marked = fc.string({ maxLength: 20 }).map((text) => `${text}${MARK}`);
const headerText = fc.stringMatching(/^[!-~]{0,20}$/).map((text) => `${text}${MARK}`);
const mostly = (value, other) => fc.oneof({ weight: 6, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: other });
const token = fc.integer({ min: 280, max: 620 }).map((length) => MARK.padEnd(length, 'x'));

const object = fc.record(
  {
    access_token: fc.oneof({ weight: 5, arbitrary: token }, fc.anything({ withNullPrototype: false }), marked),
    clientId: fc.oneof(fc.constant(CLIENT_ID), marked, fc.jsonValue()),
    token: marked,
    __proto__: marked,
    [`a${MARK}`]: fc.jsonValue(),
  },
  { requiredKeys: ['access_token'] },
);
const json = fc.oneof(
  { weight: 5, arbitrary: token.map((access_token) => JSON.stringify({ access_token })) },
  { weight: 3, arbitrary: object.map((value) => stringify(value)) },
  fc.json(),
  marked,
  fc.integer({ min: 8000, max: 9000 }).map((length) => MARK.padEnd(length, 'y')),
);
const body = fc.oneof({ weight: 5, arbitrary: json }, fc.uint8Array({ maxLength: 300 }), fc.constant(null));

const PERMISSIONS = ['yes', 'actor', 'no', 'nothing', 'throws', 'rejects', 'response', 'late'];
const permission = mostly('yes', fc.constantFrom(...PERMISSIONS));

const requests = fc.record({
  method: mostly('POST', fc.constantFrom('OPTIONS', 'GET', 'HEAD', 'PUT', 'DELETE', `M${MARK}`)),
  path: mostly(PATH, fc.oneof(fc.webPath().map((path) => `${path}/${MARK}`), fc.constant(`/${MARK}${PATH}/`))),
  headers: fc.record(
    {
      'content-type': mostly('application/json', headerText),
      origin: fc.oneof(fc.constantFrom('null', 'http://relay.example', 'https://admin.example.com'), headerText, fc.webUrl()),
      'sec-fetch-site': fc.oneof(fc.constantFrom('same-origin', 'none', 'cross-site'), headerText),
      host: fc.oneof(fc.constant('relay.example'), headerText),
      'content-length': fc.oneof(fc.nat().map(String), headerText),
      'idempotency-key': fc.oneof(headerText, fc.constant('')),
      'x-forwarded-host': headerText,
      cookie: headerText,
    },
    { requiredKeys: ['content-type'] },
  ),
  body,
  pieces: fc.boolean(),
  authorize: permission,
  approve: permission,
});

function stringify(value) {
  try {
    return JSON.stringify(value) ?? MARK;
  } catch {
    return MARK;
  }
}

function permit(behaviour) {
  switch (behaviour) {
    case 'yes':
      return true;
    case 'actor':
      return { actor: 'ada' };
    case 'no':
      return false;
    case 'throws':
      throw new Error(MARK);
    case 'rejects':
      return Promise.reject(new Error(MARK));
    case 'response':
      return new Response('No.', { status: 401 });
    case 'late':
      return new Promise(() => {});
    default:
      return undefined;
  }
}

test(`${REQUESTS} requests: no throw, no hang, nothing reflected or logged, nothing sent unasked or elsewhere`, async (t) => {
  console.log(`SEED=${SEED}`);
  const logs = ['log', 'info', 'warn', 'error', 'debug'].map((name) => t.mock.method(console, name));
  let asked;
  let sent;
  const relay = createRevokeRelay({
    authorize: (_request, context) => {
      asked.push('authorize');
      return permit(context.authorize);
    },
    approve: ({ context }) => {
      asked.push('approve');
      return permit(context.approve);
    },
    baseUrl: VENDOR,
    clientId: CLIENT_ID,
    allowedOrigins: ['https://admin.example.com'],
    hookTimeout: 20,
    fetch: async (url, { body }) => {
      sent.push({ url, body });
      return new Response('{"code":"00","description":"Token revoked successfully"}');
    },
  });
  const met = {};

  const property = fc.asyncProperty(requests, async ({ method, path, headers, body, pieces, authorize, approve }) => {
    asked = [];
    sent = [];
    const init = { method, headers };
    if (body !== null && method !== 'GET' && method !== 'HEAD') {
      const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
      init.body = pieces ? ReadableStream.from([bytes.subarray(0, 7), bytes.subarray(7)]) : bytes;
      init.duplex = 'half';
    }
    let request;
    try {
      request = new Request(`http://relay.example${path}`, init);
    } catch {
      // No Request can be made of it.
      return;
    }
    let timer;
    const late = new Promise((_, reject) => (timer = setTimeout(reject, LONGEST, new Error('it hangs'))));
    const response = await Promise.race([relay(request, { authorize, approve }), late]);
    clearTimeout(timer);
    const gate = response.headers.get('x-nomba-revoke-relay');
    met[gate] = (met[gate] ?? 0) + 1;
    assert.ok(STATUS[gate]?.includes(response.status), `${gate} ${response.status}`);
    const text = await response.text();
    const all = `${text} ${[...response.headers].join(' ')}`;
    assert.ok(!all.includes(MARK), `repeated: ${all}`);
    assert.ok(!all.includes(CLIENT_ID), 'the client id was shown');
    const isPermitted = ['yes', 'actor'].includes(authorize) && ['yes', 'actor'].includes(approve);
    if (sent.length > 0) {
      assert.ok(isPermitted, 'it was sent without permission');
      assert.deepEqual(asked, ['authorize', 'approve']);
      assert.equal(sent.length, 1);
      assert.equal(sent[0].url, VENDOR + PATH);
      assert.deepEqual(Object.keys(JSON.parse(sent[0].body)), ['clientId', 'access_token']);
    }
    if (gate === 'vendor') assert.ok(isPermitted);
  });
  await fc.assert(property, { numRuns: REQUESTS, seed: SEED, endOnFailure: true });
  assert.deepEqual(logs.map((log) => log.mock.callCount()), [0, 0, 0, 0, 0]);
  console.log(met);
  assert.deepEqual(Object.keys(met).sort(), Object.keys(STATUS).sort(), 'every gate was met');
});
