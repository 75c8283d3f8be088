// The command line as it is installed from the tarball, run as a process of its own.
//
// Environment: CONSUMER, the folder it is installed in; MOCK_SERVER_URL, the address of the mock server.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after } from 'node:test';

const { CONSUMER, MOCK_SERVER_URL } = process.env;
if (!CONSUMER || !MOCK_SERVER_URL) {
  throw new Error('CONSUMER or MOCK_SERVER_URL is not set. `cargo xtask test cli` sets them.');
}

export const mockServer = MOCK_SERVER_URL;
export const program = join(CONSUMER, 'node_modules/nomba-revoke/cli.js');

/** A loaded machine takes its time; in milliseconds. */
const LONGEST = 120_000;

export const folder = mkdtempSync(join(tmpdir(), 'nomba-revoke-cli-'));
after(() => rmSync(folder, { recursive: true, force: true }));

let names = 0;

/** The path of a new file in the test's folder, which has the given content where there is any. */
export function file(content, ending = '.txt') {
  const path = join(folder, `${(names += 1)}${ending}`);
  if (content !== undefined) writeFileSync(path, content);
  return path;
}

const made = [];

/** A token of the vendor's shape that no other test has; `life` in seconds, `null` for one without end. */
export function token(life = 3600, furtherClaims = {}) {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    sub: randomUUID(),
    iat: now,
    ...(life === null ? {} : { exp: now + life }),
    roles: randomBytes(90).toString('hex'),
    ...furtherClaims,
  };
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signature = randomBytes(32).toString('base64url');
  const token = `${part({ alg: 'HS256' })}.${part(claims)}.${signature}`;
  made.push({ token, signature });
  return token;
}

/** A token of the form that `find` takes for the vendor's. */
export function vendorToken(life = 3600, furtherClaims = {}) {
  const group = `G:${randomUUID()}`;
  return token(life, { [group]: group, ...furtherClaims });
}

export function tokens(count, life) {
  return Array.from({ length: count }, () => token(life));
}

export function hashOf(token) {
  return createHash('sha256').update(token).digest('hex');
}

/** No secret of any token made here is in a text. */
export function assertNoToken(text, where) {
  for (const { token, signature } of made) {
    const parts = [token.slice(24, 64), token.slice(-120, -80), signature];
    assert.ok(!parts.some((part) => text.includes(part)), `a token is in ${where}`);
  }
}

/** A client of its own has a quota of its own. */
export const newClient = () => randomUUID();

/**
 * Starts the command. Nothing it prints, and no report in the test's folder, may hold a token: that
 * is checked at the end of every run.
 *
 * @param {string[]} given its arguments
 * @param {{ input?: string | Buffer | import('node:stream').Readable, env?: object, cwd?: string, before?: string[], uid?: number }} [settings]
 *   `before` is a program, with its arguments, to run it with
 */
export function start(given, { input, env = {}, cwd = folder, before = [], ...others } = {}) {
  const [command, ...all] = [...before, process.execPath, program, ...given];
  const foreign = /^(NOMBA_CLIENT_ID|NOMBA_ACCOUNT_ID|(https?|no)_proxy|NODE_USE_ENV_PROXY)$/i;
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !foreign.test(name)),
  );
  const child = spawn(command, all, {
    cwd,
    env: { ...inherited, ...env },
    timeout: LONGEST,
    ...others,
  });
  child.stdin.on('error', () => {});
  if (typeof input?.pipe === 'function') input.pipe(child.stdin);
  else child.stdin.end(input);
  const ended = (async () => {
    const closed = once(child, 'close');
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [status, signal] = await closed;
    assertNoToken(stdout + stderr, 'the output');
    assert.doesNotMatch(stderr, /Warning/);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const isReport = entry.isFile() && /report.*\.(jsonl|csv)$|^nomba-revoke/.test(entry.name);
      if (isReport) assertNoToken(readFileSync(join(folder, entry.name), 'utf8'), entry.name);
    }
    return { status, signal, stdout, stderr };
  })();
  return { child, ended };
}

/** Runs the command to its end. */
export function run(given, settings) {
  return start(given, settings).ended;
}

/** The path of a report that is not there yet. */
export function newReport() {
  return file(undefined, '.report.jsonl');
}

/**
 * The lines of a report.
 *
 * @param {boolean} [killed] its last line may be torn
 */
export function linesOf(report, killed = false) {
  const lines = readFileSync(report, 'utf8').split('\n');
  const rest = lines.pop();
  assert.ok(killed || rest === '', 'the report ends in the middle of a line');
  return lines.map((line) => JSON.parse(line));
}

/** What the report says of each token: its last line, by hash. */
export function lastLines(report, killed) {
  return new Map(linesOf(report, killed).map((line) => [line.tokenHash, line]));
}

/** What the report says of these tokens, in their order. */
export function outcomes(report, tokens) {
  const last = lastLines(report);
  return tokens.map((token) => last.get(hashOf(token))?.outcome);
}

/** The hashes of the tokens that the mock server has revoked. */
export async function revoked() {
  return new Set(await (await fetch(new URL('/_mock/revoked', mockServer))).json());
}

/** The arguments that send to the mock server, as a client of its own, without a question. */
export function toMockServer() {
  return ['--base-url', mockServer, '--client-id', newClient(), '--yes'];
}

/**
 * A server that answers as `answer` says: it gets the token and its number, and returns a
 * promise of `{ status, headers, body }`, or of nothing to drop the connection.
 */
export async function serve(answer) {
  let number = 0;
  const server = createServer(LASTING, async (request, response) => {
    const body = JSON.parse(Buffer.concat(await request.toArray()));
    const given = await answer(body.access_token, (number += 1), request.headers);
    if (given === undefined) {
      response.destroy();
      return;
    }
    const { status = 200, headers = {}, body: content = REVOKED } = given;
    response.writeHead(status, { 'content-type': 'application/json', ...FAST, ...headers });
    response.end(JSON.stringify(content));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${server.address().port}`;
  return { url, to: ['--base-url', url, '--client-id', newClient(), '--yes'] };
}

const REVOKED = { code: '00', description: 'Token revoked successfully' };

/** On a loaded machine, a server that closes idle connections closes one that is about to be used. */
export const LASTING = { keepAliveTimeout: 0 };

/** A quota that is out of the tests' way. */
const FAST = {
  'x-rate-limit-limit': '100000',
  'x-rate-limit-remaining': '99999',
  'x-rate-limit-window': '1s',
};

/** Presses Ctrl-C, and once more when the command says that it waits for what is in flight. */
export async function interruptTwice(child) {
  let output = '';
  child.stderr.on('data', (data) => (output += data));
  child.kill('SIGINT');
  await until(() => output.includes('in flight'));
  child.kill('SIGINT');
}

/** Waits until something is true. */
export async function until(isTrue) {
  const end = Date.now() + LONGEST;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error('it did not come true');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
