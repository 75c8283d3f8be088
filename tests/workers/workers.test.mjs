// The packed package in Cloudflare Workers, each built by a tool and run by workerd.
//
// A folder beside this file that has a package.json is a project, and a script of it is a test:
//
// - `build...` builds a Worker, which then revokes tokens.
// - `dev...` serves one with the tool's own server for development, on the port in PORT.
// - `refused...` builds one with the WebAssembly inside its JavaScript, which workerd refuses to compile: each of
//   its calls ends in a LoadError, and nothing is sent.
//
// A project is put together from `app/` and its own folder, and for a script with a colon in its name from the
// folder of that name in both; what is later replaces what is earlier. The "config" of a manifest has `output`, the
// folder that the Worker is built into (`dist`), `entry`, its module there (`worker.js`), and `node`, which is true where
// the tool's own code needs Node's modules. `setting` and `where` are for the documentation: what has to be set for the
// tool, and at which place. Of the packages that a project needs, the first is the tool.
//
// Environment: CONSUMER, a folder with the package installed; MOCK_SERVER_URL; PROJECTS, the folder where projects
// are made and what they have installed is kept; ONLY, the names of projects, with spaces between; without it, all.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, relative } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assertTable, filesIn, inspect, install, manifestsIn, runToEnd, serve } from '../bundlers/project.mjs';
import { startWorkerd } from '../runtimes/workerd-server.mjs';

const { PROJECTS, MOCK_SERVER_URL, ONLY } = process.env;
if (!PROJECTS) throw new Error('PROJECTS must be set; `cargo xtask test workers` does.');
const HERE = fileURLToPath(new URL('.', import.meta.url));

/** Each compatibility date once with Node's modules and once without them; since 2026-08-04 they are the default. */
const SETTINGS = [
  { date: '2026-11-01', node: true },
  { date: '2026-11-01', flags: ['no_nodejs_compat'] },
  { date: '2024-01-01', flags: ['nodejs_compat'], node: true },
  { date: '2024-01-01' },
];

/** How long a request that a Worker goes on with may take to arrive, in milliseconds, on a machine under load. */
const PATIENCE = 60_000;

const KINDS = { '.js': 'esModule', '.mjs': 'esModule', '.wasm': 'wasm' };

const manifests = manifestsIn(HERE);
const chosen = ONLY ? ONLY.split(' ') : Object.keys(manifests);

// One after the other, ahead of the tests; that one fails is its own tests' matter.
let installing = Promise.resolve();
const installed = {};
for (const name of chosen) {
  const { description, scripts, config = {} } = manifests[name];
  const group = groupOf(name);
  installed[group] ??= installing = installing.catch(() => {}).then(() => installGroup(group));
  installed[group].catch(() => {});
  describe(`${description} (${name})`, () => {
    for (const [script, command] of Object.entries(scripts)) {
      test(script, async (t) => {
        const reason = await installed[group];
        if (reason !== undefined) return t.skip(reason);
        const folder = lay(name, script);
        if (kindOf(script) === 'dev') {
          const isReady = () => true;
          return serve(folder, command, isReady, (url) => revokes((request) => post(url, request)));
        }
        const refused = kindOf(script) === 'refused';
        await runToEnd(folder, command);
        const output = join(folder, config.output ?? 'dist');
        inspect(output, !refused);
        const modules = modulesIn(output, config.entry ?? 'worker.js');
        for (const setting of SETTINGS.filter(({ node = false }) => node || !config.node)) {
          await t.test([setting.date, ...(setting.flags ?? [])].join(', '), () =>
            withWorker(output, { ...setting, modules }, refused ? sendsNothing : revokes),
          );
        }
      });
    }
  });
}

describe('The documentation', () => {
  test('says what to write for each tool', () => {
    const rows = Object.entries(manifests).map(([name, { description, ...manifest }]) => {
      const [script] = Object.keys(manifest.scripts);
      const [tool] = Object.keys(manifest.devDependencies);
      const entries = { subpath: 'nomba-revoke/workerd', slim: 'nomba-revoke/slim' };
      const entry = entries[variantOf(script)] ?? 'nomba-revoke';
      const { setting, where } = manifest.config ?? {};
      if (setting !== undefined) {
        const texts = filesIn(join(HERE, name)).map((file) => readFileSync(file, 'utf8'));
        // The line in the manifest that says so doesn't count.
        const uses = texts.join('\n').split(setting).length - 1;
        assert.ok(uses > 1, `no file of ${name} has the setting ${setting}`);
      }
      const cells = [
        `${description} ${manifest.devDependencies[tool]}`,
        `\`${entry}\``,
        setting === undefined ? 'nothing' : `\`${setting}\` ${where}`,
      ];
      return `| ${cells.join(' | ')} |`;
    });
    assertTable('workers', ['| Built with | import | and set |', '| --- | --- | --- |', ...rows]);
  });
});

/** The folder that a project is made in, beside what is installed: those that need Wrangler, of 200 MB, share it. */
function groupOf(name) {
  return 'wrangler' in manifests[name].devDependencies ? 'with-wrangler' : name;
}

/** Installs what the projects of a group ask for; the same package has the same version in all of them. */
function installGroup(group) {
  const all = { devDependencies: {}, overrides: {} };
  for (const name of Object.keys(manifests).filter((name) => groupOf(name) === group)) {
    for (const [member, wanted] of Object.entries(all)) {
      for (const [dependency, version] of Object.entries(manifests[name][member] ?? {})) {
        assert.equal(wanted[dependency] ?? version, version, `two versions of ${dependency}`);
        wanted[dependency] = version;
      }
    }
  }
  return install(join(PROJECTS, group), all);
}

/** Puts a project together, with nothing left of an earlier test. */
function lay(name, script) {
  const folder = join(PROJECTS, groupOf(name), name);
  rmSync(folder, { recursive: true, force: true });
  const variants = Object.values(manifests).flatMap(({ scripts }) => Object.keys(scripts).map(variantOf));
  const variant = variantOf(script);
  const layers = ['app', name];
  if (variant !== undefined) layers.splice(1, 0, `app/${variant}`);
  for (const layer of layers.map((layer) => join(HERE, layer)).filter(existsSync)) {
    const filter = (path) => !variants.includes(relative(layer, path));
    cpSync(layer, folder, { recursive: true, filter });
  }
  return folder;
}

/** The modules of a Worker, the entry first. */
function modulesIn(output, entry) {
  const paths = filesIn(output)
    .filter((file) => extname(file) in KINDS)
    .map((file) => relative(output, file).replaceAll('\\', '/'));
  assert.ok(paths.includes(entry), `there is no ${entry} among ${paths.join(', ')}`);
  const sorted = [entry, ...paths.filter((path) => path !== entry)];
  return Object.fromEntries(sorted.map((path) => [path, KINDS[extname(path)]]));
}

async function withWorker(folder, settings, use) {
  const { url, ended, stop } = await startWorkerd(folder, settings);
  try {
    await Promise.race([use((request) => post(url, request)), ended]);
  } finally {
    stop();
  }
}

/** A Worker revokes tokens, reports that one is not known, and goes on behind its own answer. */
async function revokes(ask) {
  const [first, second, third] = [newRequest(), newRequest(), newRequest()];
  const baseUrl = MOCK_SERVER_URL;
  const notFound = 'RecordNotFoundError, not_revoked';
  assert.deepEqual(await ask({ call: 'revokeToken', baseUrl, requests: [first] }), ['revoked']);
  assert.equal(await statusOf(first), 404, 'the server still knows the token');
  assert.deepEqual(await ask({ call: 'revokeToken', baseUrl, requests: [first] }), [notFound]);
  const many = await ask({ call: 'revokeTokens', baseUrl, requests: [second, first, third] });
  assert.deepEqual(many, ['revoked', notFound, 'revoked']);
  for (const request of [second, third]) assert.equal(await statusOf(request), 404);
  await goesOn(ask);
}

/** With `waitUntil`, a call that needs a second attempt makes it after the Worker has answered. */
async function goesOn(ask) {
  const finished = withResolvers();
  const again = withResolvers();
  let attempts = 0;
  const server = createServer(async (request, response) => {
    attempts += 1;
    request.resume();
    if (attempts === 1) {
      await finished.promise;
      response.writeHead(503, { 'retry-after': '0' }).end();
    } else {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"code":"00"}', again.resolve);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${server.address().port}`;
  const late = setTimeout(() => again.reject(new Error('the call did not go on')), PATIENCE);
  try {
    const started = await ask({ call: 'waitUntil', baseUrl, requests: [newRequest()] });
    assert.deepEqual(started, ['started']);
    finished.resolve();
    await again.promise;
  } finally {
    clearTimeout(late);
    server.close();
    server.closeAllConnections();
  }
}

/** Where the WebAssembly doesn't load, a Worker says so and nothing is sent. */
async function sendsNothing(ask) {
  const request = newRequest();
  for (const call of ['revokeToken', 'revokeTokens']) {
    const ends = await ask({ call, baseUrl: MOCK_SERVER_URL, requests: [request] });
    assert.deepEqual(ends, ['LoadError, not_revoked']);
  }
  assert.equal(await statusOf(request), 200, 'the token was sent');
}

async function post(url, body) {
  const response = await fetch(url, {
    method: 'POST',
    // `no-cache`: SvelteKit looks into the cache of Cloudflare's network otherwise, and there is none here.
    headers: { 'content-type': 'application/json', 'cache-control': 'no-cache' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return JSON.parse(text);
}

/** What the mock server answers to a request that comes to it directly: it knows a token once. */
async function statusOf(request) {
  const response = await fetch(`${MOCK_SERVER_URL}/v1/auth/token/revoke`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  return response.status;
}

function newRequest() {
  return { clientId: randomUUID(), access_token: randomBytes(200).toString('hex') };
}

function withResolvers() {
  const all = {};
  all.promise = new Promise((resolve, reject) => Object.assign(all, { resolve, reject }));
  return all;
}

function kindOf(script) {
  return script.split(':')[0];
}

function variantOf(script) {
  return script.split(':')[1];
}
