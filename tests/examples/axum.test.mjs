// The application `examples/axum`, a process of its own: each gate of its route beside the relay of the package, and its
// page in Chromium.
//
// Environment: AXUM_EXAMPLE, the program; CONSUMER, a project with the package installed; MOCK_SERVER_URL; CHROMIUM.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { recorderAt } from '../contract/recorder-client.mjs';
import { startRecorder } from '../contract/recorder.mjs';
import { launch, open } from '../page/browser.mjs';
import { createRevokeRelay, INSTALLED, toNodeHandler } from '../relay/package.mjs';
import { overHttp1 } from '../relay/transports.mjs';

const { AXUM_EXAMPLE, MOCK_SERVER_URL } = process.env;
if (!AXUM_EXAMPLE || !MOCK_SERVER_URL) {
  throw new Error('AXUM_EXAMPLE and MOCK_SERVER_URL must be set; `cargo xtask test examples` does.');
}
const FOLDER = fileURLToPath(new URL('../../examples/axum', import.meta.url));
const OPERATOR = { name: 'ada', password: randomUUID() };
const ENDPOINT = '/v1/auth/token/revoke';
const ROUTE = `/api/nomba${ENDPOINT}`;

const newToken = () => randomBytes(200).toString('hex');

/** Functions that close what the tests have opened. */
const closing = [];
after(async () => {
  for (const close of closing.reverse()) await close();
});

/** Listens on any port. Resolves with the address. */
async function listen(handler) {
  // Without a keep-alive timeout, no connection is closed just as a client uses it again.
  const server = createServer({ keepAliveTimeout: 0 }, handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** The mock server, with a `Prefer` for each of the next requests. Resolves with the address. */
function preferring(...preferences) {
  return listen(async (request, response) => {
    const prefer = preferences.shift();
    const headers = { 'content-type': request.headers['content-type'], ...(prefer && { prefer }) };
    const body = await text(request);
    try {
      const answer = await fetch(MOCK_SERVER_URL + request.url, { method: 'POST', headers, body, redirect: 'manual' });
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      for await (const piece of answer.body) response.write(piece);
      response.end();
    } catch {
      // The mock server has dropped the connection.
      request.socket.destroy();
    }
  });
}

const recorder = await startRecorder();
closing.push(() => recorder.close());

/** A vendor that gives these answers. Resolves with the address. */
const scripted = async (...answers) => (await recorderAt(recorder.url, fetch).script(...answers)).baseUrl;

/** Starts the program. Returns the process, and what it has written so far as `output`. */
function run(environment, folder = FOLDER) {
  const child = spawn(AXUM_EXAMPLE, {
    cwd: folder,
    env: {
      NOMBA_BASE_URL: MOCK_SERVER_URL,
      NOMBA_CLIENT_ID: randomUUID(),
      NOMBA_REVOKE_PACKAGE: INSTALLED,
      OPERATOR_NAME: OPERATOR.name,
      OPERATOR_PASSWORD: OPERATOR.password,
      PORT: '0',
      // Requests to any other machine go to a proxy that does not exist.
      ALL_PROXY: 'http://127.0.0.1:9',
      NO_PROXY: '127.0.0.1',
      ...environment,
    },
  });
  const program = { child, output: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece) => {
      program.output += piece;
    });
  }
  return program;
}

const programs = [];

/** Starts the application. Resolves with `url`, `clientId`, and `cookie`, that of a session. */
async function application(baseUrl = MOCK_SERVER_URL) {
  const clientId = randomUUID();
  const program = run({ NOMBA_BASE_URL: baseUrl, NOMBA_CLIENT_ID: clientId });
  const { child } = program;
  closing.push(() => child.kill());
  programs.push(program);
  let url;
  while (url === undefined) {
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    assert.equal(child.exitCode, null, program.output);
    url = program.output.match(/is ready: (\S+)\n/)?.[1];
  }
  const answer = await signIn(url, OPERATOR);
  const [cookie] = answer.headers.get('set-cookie').split(';');
  return { url, clientId, cookie, program };
}

function signIn(url, operator) {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${url}/api/session`, { method: 'POST', headers, body: JSON.stringify(operator) });
}

/** Starts a relay of the package with the same settings. */
async function relay(baseUrl = MOCK_SERVER_URL) {
  const clientId = randomUUID();
  const cookie = `id=${randomUUID()}`;
  const authorize = (request) =>
    request.headers.get('cookie') === cookie ||
    Response.json({ code: '401', description: 'There is no session.' }, { status: 401 });
  const url = await listen(toNodeHandler(createRevokeRelay({ baseUrl, clientId, authorize })));
  return { url, clientId, cookie };
}

/**
 * Sends a request, valid but for these changes. They may be a function of the server's host, a new token, and the server's
 * client id.
 */
async function send(server, changes = {}) {
  const { url, clientId, cookie } = server;
  const changed = typeof changes === 'function' ? changes(new URL(url).host, newToken(), clientId) : changes;
  const { method = 'POST', path = ROUTE, token = newToken(), json = { access_token: token }, pieces } = changed;
  const headers = { 'content-type': 'application/json', cookie, ...changed.headers };
  for (const name of Object.keys(headers)) if (headers[name] === undefined) delete headers[name];
  const { body = JSON.stringify(json) } = changed;
  const answer = await overHttp1(url)({ method, path, headers, body, pieces });
  return { ...answer, json: answer.text === '' ? undefined : JSON.parse(answer.text) };
}

const REMAINING = 'x-rate-limit-remaining';
const COMPARED = [
  ...['x-nomba-revoke-relay', 'content-type', 'cache-control', 'x-content-type-options', 'allow', 'retry-after'],
  ...['x-rate-limit-limit', REMAINING, 'x-rate-limit-window'],
];

/** Returns the parts of an answer in which the application and the relay must agree. */
function comparable({ status, headers, json }) {
  const compared = Object.fromEntries(COMPARED.map((name) => [name, headers[name]]));
  // Requests of several tests count at the vendor, in any order.
  if (REMAINING in headers) compared[REMAINING] = true;
  if (json === undefined) return { status, ...compared };
  assert.deepEqual(Object.keys(json), ['code', 'description']);
  const { code, description } = json;
  // The relay's own sentences may differ.
  const isOwn = !['vendor', 'request'].includes(compared['x-nomba-revoke-relay']);
  return { status, ...compared, code, description: isOwn ? description.length > 10 : description };
}

/** Sends a request to the application and to the relay, which must answer alike, and at this gate. */
async function alike([axum, other], gate, changes) {
  const [answer, expected] = await Promise.all([send(axum, changes), send(other, changes)]);
  assert.equal(expected.headers['x-nomba-revoke-relay'], gate, 'the gate of the relay');
  assert.deepEqual(comparable(answer), comparable(expected));
  return answer;
}

/** A body of exactly so many bytes. */
function ofLength(length, token) {
  const start = `{"access_token":"${token}","x":"`;
  return `${start}${'x'.repeat(length - start.length - 2)}"}`;
}

async function* neverWhole() {
  yield '{"access';
  await wait(60_000, undefined, { ref: false });
}

const headers = (changes) => ({ headers: changes });

/** Requests by the gate that answers. */
const GATES = {
  path: [
    { path: '/api/nomba' },
    { path: `${ROUTE}d` },
    { path: '/api/nomba/v1/auth/token' },
    { path: '/api/nomba/v1/auth/token', method: 'GET' },
    { path: '/api/nomba/x', headers: { 'sec-fetch-site': 'cross-site' } },
  ],
  method: [
    ...['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'].map((method) => ({ method, body: '' })),
    { method: 'PUT', headers: { 'sec-fetch-site': 'cross-site' } },
  ],
  origin: [
    headers({ 'sec-fetch-site': 'cross-site' }),
    headers({ 'sec-fetch-site': 'same-site' }),
    headers({ 'sec-fetch-site': '' }),
    (host) => headers({ 'sec-fetch-site': 'cross-site', origin: `http://${host}` }),
    headers({ origin: 'https://evil.example' }),
    headers({ origin: 'http://127.0.0.1' }),
    headers({ origin: 'null' }),
    (host) => headers({ origin: host }),
    (host) => headers({ origin: `http://evil.example, http://${host}` }),
    (host) => headers({ origin: 'https://evil.example', 'x-forwarded-host': 'evil.example', host }),
    headers({ 'sec-fetch-site': 'cross-site', 'content-type': 'text/plain' }),
  ],
  'media-type': [
    ...[undefined, '', 'text/plain', 'application/jsonx', 'application/problem+json', 'text/plain;application/json'].map(
      (type) => headers({ 'content-type': type }),
    ),
    headers({ 'content-type': 'text/plain', cookie: undefined }),
  ],
  authorize: [
    headers({ cookie: undefined }),
    headers({ cookie: 'id=AAAAAAAAAAAAAAAAAAAAAA' }),
    (_, token) => ({ headers: { cookie: undefined }, body: ofLength(8193, token) }),
    { headers: { cookie: undefined }, body: '[]' },
  ],
  size: [8193, 20_000].map((length) => (_, token) => ({ body: ofLength(length, token) })),
  body: [
    ...['', ' ', '{', '[]', 'null', '7', '"text"', '{} {}', '{"access_token":}'].map((body) => ({ body })),
    () => ({ pieces: neverWhole() }),
  ],
  client: [
    ...[randomUUID(), '', null, 7].map((clientId) => ({ json: { clientId, access_token: newToken() } })),
    { json: { clientId: 'other' } },
  ],
  request: [
    ...[
      {},
      { token: newToken() },
      { accessToken: newToken() },
      { access_token: null },
      { access_token: ['x'] },
      { access_token: '' },
      { access_token: 'x'.repeat(36) },
      { access_token: 'x'.repeat(299) },
      { access_token: 'x'.repeat(601) },
      { access_token: '\u{1f600}'.repeat(299) },
    ].map((json) => ({ json })),
    { body: `{"access_token":"${newToken()}","access_token":"short"}` },
  ],
  vendor: [
    {},
    headers({ 'sec-fetch-site': 'same-origin' }),
    headers({ 'sec-fetch-site': 'none', origin: 'null' }),
    (host) => headers({ origin: `http://${host}` }),
    (host) => headers({ origin: `https://${host}` }),
    headers({ origin: 'https://Admin.example', host: 'admin.EXAMPLE' }),
    headers({ 'content-type': 'application/json; charset=utf-8' }),
    headers({ 'content-type': 'Application/JSON' }),
    (_, token) => ({ body: ofLength(8192, token) }),
    (_, token) => ({ json: { access_token: token.slice(0, 16) + '\u{1f600}'.repeat(284) } }),
    (_, access_token, clientId) => ({ json: { clientId, access_token } }),
    (_, token) => ({ body: `{"access_token":"short","access_token":"${token}"}` }),
  ],
};

const REVOKED = { body: '{"code":"00","description":"Token revoked successfully"}' };
const refusal = (status, more) => ({ status, body: `{"code":"${status}","description":"no"}`, ...more });

/** What the vendor answers, by the gate. */
const ANSWERS = {
  vendor: [
    { prefer: [] },
    ...[400, 401, 403, 404, 429, 500].map((code) => ({ prefer: [`code=${code}`] })),
    { prefer: ['fault=other-code'] },
    { prefer: ['fault=html-502'] },
    { prefer: ['fault=echo'] },
    { script: [refusal(429, { headers: { 'retry-after': '7' } })] },
    { script: [refusal(429, { headers: { 'retry-after': 'soon' } })] },
    { script: [refusal(503, { headers: { 'retry-after': 'Mon, 30 Nov 2026 10:00:07 GMT', date: 'Mon, 30 Nov 2026 10:00:00 GMT' } })] },
    { script: [{ ...REVOKED, headers: { 'retry-after': '3', 'set-cookie': 'a=b', 'x-rate-limit-window': '1m' } }] },
    { script: [{ status: 404 }] },
    { script: [{ status: 403, body: '{"code":7}' }] },
  ],
  unexpected: [
    { prefer: ['fault=redirect'] },
    { script: [{ status: 200, body: '<html>' }] },
    { script: [{ status: 200, body: '[]' }] },
    { script: [{ status: 418, body: '{"code":"00"}' }] },
    { script: [{ status: 204 }] },
    { script: [{ status: 200, body: `${REVOKED.body}${' '.repeat(65_536)}` }] },
  ],
  network: [
    { prefer: ['fault=lost-answer'] },
    { prefer: ['fault=cut-body'] },
    { script: [{ end: 'drop' }] },
    { script: [{ ...REVOKED, end: 'truncated' }] },
  ],
  timeout: [{ script: [{ end: 'silent' }] }, { script: [{ ...REVOKED, end: 'open' }] }],
};

/** A name for a row of a table. */
const named = (row) => JSON.stringify(row, (_, value) => (value?.length > 70 ? `${value.slice(0, 70)}...` : value));

function testGates() {
  let servers;
  before(async () => {
    servers = await Promise.all([application(), relay()]);
  });
  for (const [gate, rows] of Object.entries(GATES)) {
    for (const changes of rows) {
      const name = typeof changes === 'function' ? `${changes}` : named(changes);
      test(`${gate}: ${name}`, { timeout: 120_000 }, () => alike(servers, gate, changes));
    }
  }
}

function testAnswers() {
  for (const [gate, rows] of Object.entries(ANSWERS)) {
    for (const { prefer, script } of rows) {
      test(`${gate}: ${named(prefer ?? script)}`, { timeout: 120_000 }, async () => {
        const vendor = () => (prefer ? preferring(...prefer) : scripted(...script));
        const servers = await Promise.all([vendor().then(application), vendor().then(relay)]);
        let sent;
        const answer = await alike(servers, gate, (_, token) => {
          sent ??= token;
          return { token };
        });
        assert.ok(!answer.text.includes(sent.slice(0, 16)));
        assert.equal(answer.headers['set-cookie'], undefined);
      });
    }
  }

  test('the client id is taken out of what the vendor writes, and the vendor gets it', async () => {
    const requests = [];
    const vendor = await listen(async (request, response) => {
      const body = JSON.parse(await text(request));
      requests.push({ method: request.method, url: request.url, type: request.headers['content-type'], body });
      response.writeHead(404).end(JSON.stringify({ code: body.clientId, description: `not of ${body.clientId}` }));
    });
    const axum = await application(vendor);
    const token = newToken();
    const { status, json } = await send(axum, { token });
    assert.deepEqual([status, json], [404, { code: '[redacted]', description: 'not of [redacted]' }]);
    const body = { clientId: axum.clientId, access_token: token };
    assert.deepEqual(requests, [{ method: 'POST', url: ENDPOINT, type: 'application/json', body }]);
  });

  test('the rate limit is that of the vendor', async () => {
    const limits = { 'x-rate-limit-limit': '15', 'x-rate-limit-remaining': '14', 'x-rate-limit-window': '1s' };
    const { headers: received } = await send(await application(await scripted({ ...REVOKED, headers: limits })));
    for (const [name, value] of Object.entries(limits)) assert.equal(received[name], value);
  });

  test('one attempt is made, whatever its answer is', async () => {
    let requests = 0;
    const vendor = await listen((request, response) => {
      requests += 1;
      response.writeHead(503, { 'retry-after': '0' }).end();
    });
    await send(await application(vendor));
    assert.equal(requests, 1);
  });

  test('a request is not repeated on another connection where one that was used before breaks', async () => {
    const used = new Set();
    let requests = 0;
    const vendor = await listen(async (request, response) => {
      await text(request);
      requests += 1;
      if (used.has(request.socket)) request.socket.destroy();
      else response.end(REVOKED.body);
      used.add(request.socket);
    });
    const axum = await application(vendor);
    // The application may open further connections before it uses one again.
    const gates = [];
    while (gates.at(-1) !== 'network' && gates.length < 20) gates.push((await send(axum)).headers['x-nomba-revoke-relay']);
    assert.equal(gates.at(-1), 'network', 'no connection was used again');
    assert.equal(requests, gates.length);
  });

  test('a revocation goes on where the page is gone', async () => {
    const events = new EventEmitter();
    const [asked, ended] = ['asked', 'ended'].map((name) => once(events, name));
    const vendor = await listen(async (request, response) => {
      response.on('close', () => events.emit('ended', response.writableFinished));
      await text(request);
      events.emit('asked');
      await wait(500);
      response.end(REVOKED.body);
    });
    const { url, cookie } = await application(vendor);
    const page = new AbortController();
    const { signal } = page;
    const body = JSON.stringify({ access_token: newToken() });
    const gone = fetch(url + ROUTE, { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body, signal });
    await asked;
    page.abort();
    await assert.rejects(gone, { name: 'AbortError' });
    assert.deepEqual(await ended, [true], 'the vendor could send its whole answer');
  });

  test('a vendor that is not there is named where operators look', async () => {
    const vendor = 'http://127.0.0.1:9';
    const axum = await application(vendor);
    assert.equal((await send(axum)).headers['x-nomba-revoke-relay'], 'network');
    const { program } = axum;
    while (!program.output.includes('No answer')) await once(program.child.stderr, 'data');
    assert.match(program.output, /No answer from http:\/\/127\.0\.0\.1:9\/v1\S+: .*check NOMBA_BASE_URL/);
  });
}

function testPage() {
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser.close());

  /** Opens the page of an application and signs in. */
  async function signedIn({ url }, { password = OPERATOR.password, expected } = {}) {
    const watched = await open(browser);
    if (expected) watched.expect(expected);
    const { page } = watched;
    await page.goto(url);
    await page.getByLabel('Name').fill(OPERATOR.name);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    return watched;
  }

  async function revoke(page, token) {
    await page.getByText(`Signed in as ${OPERATOR.name}.`).waitFor();
    await page.getByLabel('Access token').fill(token);
    await page.getByRole('button', { name: 'Revoke' }).click();
  }

  const hasRevoked = async ({ clientId }, access_token) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ clientId, access_token });
    return (await fetch(MOCK_SERVER_URL + ENDPOINT, { method: 'POST', headers, body })).status === 404;
  };

  test('refuses a wrong password', async () => {
    const watched = await signedIn(await application(), { password: 'wrong', expected: /status of 401/ });
    await watched.page.getByText('The name or the password is wrong.').waitFor();
    await watched.close();
  });

  test('revokes a token, then shows that there is none left to revoke', async () => {
    const axum = await application();
    const watched = await signedIn(axum, { expected: /status of 404/ });
    const { page } = watched;
    const token = newToken();
    await revoke(page, token);
    await page.getByText('The token is revoked.').waitFor();
    assert.equal(await page.getByLabel('Access token').inputValue(), '');
    await revoke(page, token);
    await page.getByText(/The token is not revoked\. There is no such record: status 404/).waitFor();
    await watched.close();
  });

  test('shows a refusal', async () => {
    const watched = await signedIn(await application(await preferring('code=403')), { expected: /status of 403/ });
    await revoke(watched.page, newToken());
    await watched.page.getByText(/The token is not revoked\. .*status 403/).waitFor();
    await watched.close();
  });

  test('shows that a token may be revoked where the answer was lost', async () => {
    const axum = await application(await preferring('fault=lost-answer'));
    const watched = await signedIn(axum, { expected: /status of (404|502)/ });
    const token = newToken();
    await revoke(watched.page, token);
    await watched.page.getByText('The token may be revoked. ').waitFor();
    assert.ok(await hasRevoked(axum, token));
    await watched.close();
  });

  test('revokes nothing without a session', async () => {
    const axum = await application();
    const watched = await signedIn(axum, { expected: /status of 401/ });
    const { page, context } = watched;
    await page.getByText('Signed in as').waitFor();
    await context.clearCookies();
    const token = newToken();
    await revoke(page, token);
    await page.getByText('sign in, then revoke the token again').waitFor();
    assert.ok(!(await hasRevoked(axum, token)));
    await watched.close();
  });

  test('signs out, on the server as well', async () => {
    const axum = await application();
    const watched = await signedIn(axum);
    const { page, context } = watched;
    await page.getByText('Signed in as').waitFor();
    const [{ name, value, ...cookie }] = await context.cookies();
    assert.deepEqual([cookie.httpOnly, cookie.secure, cookie.sameSite], [true, true, 'Strict']);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await watched.close();
    const old = `${name}=${value}`;
    const answer = await fetch(`${axum.url}/api/session`, { headers: { cookie: old } });
    assert.deepEqual(await answer.json(), { operator: null });
    const refused = await send(axum, headers({ cookie: old }));
    assert.equal(refused.headers['x-nomba-revoke-relay'], 'authorize');
  });
}

function testProgram() {
  test('gives each sign-in a new session', async () => {
    const { url, cookie } = await application();
    const headers = { 'content-type': 'application/json', cookie };
    const again = await fetch(`${url}/api/session`, { method: 'POST', headers, body: JSON.stringify(OPERATOR) });
    assert.equal(again.status, 200);
    const old = await fetch(`${url}/api/session`, { headers: { cookie } });
    assert.deepEqual(await old.json(), { operator: null });
  });

  test('lets nobody sign in with a wrong name or a part of the password', async () => {
    const { url } = await application();
    for (const wrong of [{ name: 'bob' }, { name: '' }, { password: '' }, { password: OPERATOR.password.slice(1) }]) {
      assert.equal((await signIn(url, { ...OPERATOR, ...wrong })).status, 401, JSON.stringify(wrong));
    }
  });

  /** Where it can't start, the program ends with status 1 and a sentence. */
  async function refusesToStart(environment, sentence, folder) {
    const program = run(environment, folder);
    const [status] = await once(program.child, 'close');
    assert.equal(status, 1, program.output);
    assert.match(program.output, sentence);
    assert.doesNotMatch(program.output, /panicked|is ready/);
  }

  for (const [what, environment, sentence, folder] of [
    ['what is missing', { NOMBA_CLIENT_ID: '', OPERATOR_NAME: '' }, /Set NOMBA_CLIENT_ID, OPERATOR_NAME in the environment/],
    ['a wrong client id', { NOMBA_CLIENT_ID: 'x' }, /NOMBA_CLIENT_ID can't be used: clientId has 1 characters where 36/],
    ['a wrong address', { NOMBA_BASE_URL: 'http://nomba.example' }, /NOMBA_BASE_URL can't be used[^]*must be https:/],
    ['a wrong port', { PORT: 'x' }, /PORT must be a number/],
    ['a package that is not there', { NOMBA_REVOKE_PACKAGE: '/nowhere' }, /no package in \/nowhere: run npm install/],
    ['another folder', {}, /no folder public here: start the program in the folder/, tmpdir()],
  ]) {
    test(`names ${what}`, () => refusesToStart(environment, sentence, folder));
  }

  test('names a port that is in use', async () => {
    const { port } = new URL(await listen(() => {}));
    await refusesToStart({ PORT: port }, new RegExp(`Port ${port} can't be used: set PORT to a free one[^]*in use`));
  });
}

describe('examples/axum', { concurrency: 2 }, () => {
  describe('the route answers as the relay does', { concurrency: 8 }, testGates);
  // Two of these wait for the end of a time limit.
  describe('the route passes on what the vendor answers as the relay does', { concurrency: 16 }, testAnswers);
  describe('the page', testPage);
  describe('the program', { concurrency: 4 }, testProgram);
});

test('no program has written a secret', () => {
  assert.ok(programs.length > 30);
  for (const { output } of programs) {
    assert.doesNotMatch(output, /[0-9a-f]{40}|panicked/);
    assert.ok(!output.includes(OPERATOR.password));
  }
});
