// The published files after the transpilers and minifiers of chains.mjs: the contract's cases run on what comes
// out, in Node 20, workerd and Chromium.
//
// Environment: CONSUMER, a folder with the package installed; PROJECTS, the folder where projects are made;
// MATRIX, where the chains and places of the matrix are to run, and not what always runs; CHROMIUM for them.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { cases } from '../contract/index.mjs';
import { startRecorder } from '../contract/recorder.mjs';
import { chromium } from '../runtimes/browsers.mjs';
import { node } from '../runtimes/processes.mjs';
import { serveSite } from '../runtimes/site.mjs';
import { workerd } from '../runtimes/workerd.mjs';
import { CHAINS, put } from './chains.mjs';

process.env.PACKAGE ??= join(process.env.CONSUMER ?? '', 'node_modules/nomba-revoke');
const { published, withoutSyntax, younger } = await import('./browsers.mjs');

const { CONSUMER, PROJECTS, MATRIX } = process.env;
if (!CONSUMER || !PROJECTS) {
  throw new Error('CONSUMER and PROJECTS must be set; `cargo xtask test transpilers` does.');
}

/** Every file of JavaScript that a page or a server may load. */
const FILES = ['index.js', 'index.cjs', 'slim.js', 'slim.cjs', 'workerd.js'];
const PACKAGE = join(CONSUMER, 'node_modules/nomba-revoke');
const TESTS = fileURLToPath(new URL('..', import.meta.url));

/** How many contracts run at the same time: a run waits more than it works. */
const AT_ONCE = 2;

let recorder;
before(async () => {
  recorder = await startRecorder();
});
after(() => recorder?.close());

test('the chains get every file of JavaScript but the command line and the relay', () => {
  // The relay runs on servers only, and `workerd.cjs` is a single `require`.
  const others = ['cli.js', 'relay.js', 'relay.cjs', 'relay-workerd.js', 'relay-workerd.cjs', 'workerd.cjs'];
  const published = readdirSync(PACKAGE).filter(
    (name) => /\.c?js$/.test(name) && !others.includes(name),
  );
  assert.deepEqual(published.sort(), [...FILES].sort());
});

const withContract = (...kinds) => Object.entries(CHAINS).filter(([, { contract }]) => kinds.includes(contract));

describe('Calls are made after', { skip: MATRIX !== undefined }, () => {
  for (const [name, chain] of Object.entries(CHAINS)) test(name, () => callWith(name, chain));
});

describe('The contract holds after', { concurrency: AT_ONCE }, () => {
  const kinds = MATRIX ? ['matrix', 'everywhere'] : ['always'];
  // The files of the two module systems differ in a few lines at their ends.
  const places = MATRIX ? ['by import'] : ['by import', 'by require'];
  const inNode = (setting) => node({ ...setting, name: 'node-20', places });
  const everywhere = MATRIX ? withContract('everywhere') : [];
  for (const [name, chain] of everywhere) testIn('workerd', name, chain, workerd);
  if (MATRIX) testIn('Chromium', 'nothing', { tools: [] }, inChromium);
  for (const [name, chain] of everywhere) testIn('Chromium', name, chain, inChromium);
  for (const [name, chain] of withContract(...kinds)) testIn('Node', name, chain, inNode);
});

function testIn(runtime, name, chain, run) {
  test(`${name}, in ${runtime}`, () => tryIn(`${name}, in ${runtime}`, chain, run));
}

/** In a page without what is younger than the browsers of README's table, of JavaScript's own objects. */
function inChromium(setting) {
  const prepare = (page) => page.addInitScript(remove, younger(withoutSyntax(published())));
  return chromium({ ...setting, places: ['page'], prepare });
}

/** Runs in a page: removes built-in objects and their members. */
function remove({ globals, members }) {
  for (const [name, member] of members) {
    const object = name === 'TypedArray' ? Object.getPrototypeOf(Uint8Array) : globalThis[name];
    delete object?.[member];
    delete object?.prototype?.[member];
  }
  for (const name of globals) delete globalThis[name];
  if (Object.hasOwn !== undefined) throw new Error('Object.hasOwn is younger, and still there');
}

/** Runs the contract's cases with the files that a chain makes; `run` yields a report for each place. */
async function tryIn(name, chain, run) {
  const project = await lay(name, chain);
  const site = await serveSite(project);
  const given = { recorder: recorder.url, wasm: site.wasm };
  try {
    for await (const [place, report] of run({ project, site, given })) check(place, report, chain);
  } finally {
    site.close();
  }
}

/** Makes a project with the package as the chain makes it, and with the contract. */
async function lay(name, chain) {
  const folder = join(PROJECTS, name.replace(/\W+/g, '-'));
  const copy = join(folder, 'node_modules/nomba-revoke');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  cpSync(PACKAGE, copy, { recursive: true });
  cpSync(join(TESTS, 'runtimes/inside'), join(folder, 'runtimes'), { recursive: true });
  cpSync(join(TESTS, 'contract'), join(folder, 'contract'), { recursive: true });
  for (const file of FILES) {
    const isModule = !file.endsWith('.cjs');
    if (chain.modulesOnly && !isModule) continue;
    const text = readFileSync(join(copy, file), 'utf8');
    const made = await put(text, isModule, chain);
    if (chain.tools.length > 0) assert.notEqual(made, text, `${name} does not change ${file}`);
    writeFileSync(join(copy, file), made);
  }
  return folder;
}

/** Every case has been tried, and none has failed but those that the chain excludes. */
function check(place, { failed, results = [] }, { excludes = {} }) {
  assert.equal(failed, undefined, `${place}: ${failed}`);
  const tried = new Set(results.map(({ name }) => name));
  const problems = cases.filter(({ name }) => !tried.has(name)).map(({ name }) => `${name}: not reported`);
  for (const { name, error } of results) {
    if (name in excludes) {
      if (error === undefined) problems.push(`${name}: it passes, and must no longer be left out`);
    } else if (error !== undefined) {
      problems.push(`${name}: ${error}`);
    }
  }
  assert.deepEqual(problems, [], place);
}

/** Makes a call of each kind with each file that the chain makes. */
async function callWith(name, chain) {
  const folder = await lay(`${name}, calls`, chain);
  const require = createRequire(join(folder, 'package.json'));
  for (const entry of ['nomba-revoke', 'nomba-revoke/slim']) {
    const path = join(folder, 'node_modules', entry === 'nomba-revoke' ? 'nomba-revoke/index' : entry);
    await callAll(await import(`${path}.js`));
    await callAll(require(entry));
  }
}

async function callAll(api) {
  const request = { clientId: 'c'.repeat(36), access_token: 't'.repeat(400) };
  const answers = (status, code) => ({
    baseUrl: 'http://127.0.0.1',
    fetch: async () => new Response(JSON.stringify({ code, description: 'text' }), { status }),
  });
  await api.init?.(readFileSync(join(PACKAGE, 'nomba_revoke_bg.wasm')));
  assert.equal((await api.revokeToken(request, answers(200, '00'))).code, '00');
  const refused = await api.revokeToken(request, answers(404, '404')).catch((error) => error);
  assert.ok(refused instanceof api.RevokeTokenError);
  assert.equal(refused.name, 'RecordNotFoundError');
  assert.equal(String(refused).split(':')[0], 'RecordNotFoundError');
  assert.equal(JSON.parse(JSON.stringify(refused)).outcome, 'not_revoked');
  const statuses = [];
  for await (const { status } of api.revokeTokens([request, {}], answers(200, '00'))) statuses.push(status);
  assert.deepEqual(statuses.sort(), ['fulfilled', 'rejected']);
  const part = (claims) => Buffer.from(JSON.stringify(claims)).toString('base64url');
  const token = `${part({ alg: 'HS256' })}.${part({ sub: 'subject' })}.signature`;
  assert.equal((await api.inspectToken(token)).subject, 'subject');
  const checked = await api.revokeTokenRequestSchema['~standard'].validate({});
  assert.equal(checked.issues.length, 2);
}
