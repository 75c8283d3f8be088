// The packed package in what dashboards are built and tested with.
//
// A folder beside this file that has a package.json is a project, and a script of it is a test:
//
// - `build...` makes a site in `dist` from `main.js`, or `index.html`, of the project. The site is
//   opened in a browser, served by the project's script `start` where there is one.
// - `dev...` serves the project itself.
// - `test...` is a test of its own.
//
// A name that ends in `:slim` is about `nomba-revoke/slim`. A project is laid together from `app/`, its
// own folder, and for such a script the folders `slim/` of both; what is later replaces what is
// earlier. "output" in the manifest's "config" names another folder than `dist` to look for the
// WebAssembly in.
//
// Environment: CONSUMER, a folder with the package installed; MOCK_SERVER_URL; CHROMIUM; PROJECTS, the
// folder where projects are made and what they have installed is kept; ONLY, the names of projects,
// with spaces between; without it, all.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, relative } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch, open } from '../page/browser.mjs';
import {
  assertOne,
  assertTable,
  documents,
  filesIn,
  inspect,
  install,
  manifestsIn,
  runToEnd,
  serve,
} from './project.mjs';

const { PROJECTS, MOCK_SERVER_URL, ONLY } = process.env;
if (!PROJECTS) throw new Error('PROJECTS must be set; `cargo xtask test bundlers` does.');
const HERE = fileURLToPath(new URL('.', import.meta.url));

/** The projects for Cloudflare Workers, which the documentation shows as well. */
const WORKERS = fileURLToPath(new URL('../workers/', import.meta.url));

const manifests = manifestsIn(HERE);
const names = Object.keys(manifests);
const chosen = ONLY ? ONLY.split(' ') : names;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

// One after the other, ahead of the tests; that one fails is its own tests' matter.
let installing = Promise.resolve();
for (const name of chosen) {
  const manifest = manifests[name];
  const installed = installing.then(() => install(join(PROJECTS, name), manifest));
  installing = installed.catch(() => {});
  describe(`${manifest.description} (${name})`, () => {
    for (const script of Object.keys(manifest.scripts)) {
      if (script === 'start') continue;
      test(script, async (t) => {
        const reason = await installed;
        if (reason !== undefined) return t.skip(reason);
        const folder = lay(name, script);
        const ways = { build, dev: serveAndUse, test: runScript };
        await ways[kindOf(script)](folder, script, manifest);
      });
    }
  });
}

describe('The documentation', () => {
  test('lists what is tried here', () => {
    const tables = {
      bundlers: ['| Tool | `nomba-revoke` | `nomba-revoke/slim` |', '| --- | --- | --- |'],
      'test environments': ['| Tool | Environments |', '| --- | --- |'],
    };
    for (const name of names) {
      const { scripts } = manifests[name];
      const inTests = Object.keys(scripts).some((script) => kindOf(script) === 'test');
      tables[inTests ? 'test environments' : 'bundlers'].push(row(manifests[name], inTests));
    }
    for (const [name, rows] of Object.entries(tables)) assertTable(name, rows);
  });

  test('shows what is run here', () => {
    const plain = (text) => text.trim().replace(/\n\s*/g, '\n');
    const folders = [...names.concat('app').map((name) => join(HERE, name)), WORKERS];
    const files = folders.flatMap((folder) =>
      filesIn(folder).map((file) => plain(readFileSync(file, 'utf8'))),
    );
    for (const [document, text] of documents()) {
      if (!['bundlers.md', 'testing.md'].includes(document)) continue;
      const blocks = [...text.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, block]) => block);
      assert.ok(blocks.length > 0);
      for (const block of blocks) {
        const shown = files.some((file) => file.includes(plain(block)));
        assert.ok(shown, `${document} shows what no project has:\n${block}`);
      }
    }
  });
});

/** What a table says of a project. */
function row({ description, devDependencies = {}, scripts }, inTests) {
  const [version] = Object.values(devDependencies);
  const cell = (slim) =>
    Object.keys(scripts)
      .filter((script) => script !== 'start' && isSlim(script) === slim)
      .map((script) => script.replace(/:slim$/, '').replace(/^(build|test):/, ''))
      .join(', ');
  const cells = [version ? `${description} ${version}` : description, cell(false)];
  if (!inTests) cells.push(cell(true));
  return `| ${cells.join(' | ')} |`;
}

/** Lays a project together, with nothing left of an earlier test but what is installed. */
function lay(name, script) {
  const folder = join(PROJECTS, name);
  for (const entry of readdirSync(folder)) {
    const isInstalled = ['node_modules', 'package-lock.json'].includes(entry);
    if (!isInstalled) rmSync(join(folder, entry), { recursive: true });
  }
  for (const cache of ['.vite', '.vite-temp', '.cache']) {
    rmSync(join(folder, 'node_modules', cache), { recursive: true, force: true });
  }
  const layers = ['app', name];
  if (isSlim(script)) layers.push('app/slim', `${name}/slim`);
  for (const layer of layers.map((layer) => join(HERE, layer)).filter(existsSync)) {
    const filter = (path) => path === layer || relative(layer, path) !== 'slim';
    cpSync(layer, folder, { recursive: true, filter });
  }
  mkdirSync(join(folder, 'dist'));
  return folder;
}

async function build(folder, script, manifest) {
  await runScript(folder, script, manifest);
  inspect(join(folder, manifest.config?.output ?? 'dist'), isSlim(script));
  if (manifest.scripts.start) return serveAndUse(folder, script, manifest, 'start');
  const index = join(folder, 'dist/index.html');
  if (!existsSync(index)) cpSync(join(folder, 'index.html'), index);
  const server = createServer(async ({ url }, response) => {
    const path = join(folder, 'dist', decodeURIComponent(new URL(url, 'http://_').pathname));
    const file = path.endsWith('/') ? `${path}index.html` : path;
    if (!existsSync(file)) return response.writeHead(404).end();
    const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain' });
    response.end(readFileSync(file));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use(`http://127.0.0.1:${server.address().port}/`, script);
  } finally {
    server.close();
  }
}

function serveAndUse(folder, script, manifest, server = script) {
  const isReady = (response) => response.ok;
  return serve(folder, manifest.scripts[server], isReady, (url) => use(url, script));
}

function runScript(folder, script, manifest) {
  return runToEnd(folder, manifest.scripts[script]);
}

/** Uses each form of a page, which loads one WebAssembly. */
async function use(url, script) {
  const watched = await open(browser);
  watched.expect(/status of 404/);
  watched.page.setDefaultTimeout(60_000);
  const loaded = [];
  watched.context.on('response', (response) => {
    const body = response.body().catch(() => Buffer.alloc(0));
    loaded.push(body.then((bytes) => [response.url(), bytes]));
  });
  try {
    await watched.page.goto(url);
    const forms = await watched.page.locator('form').all();
    assert.ok(forms.length > 0, 'there is no form');
    for (const form of forms) await revoke(watched.page, form);
    assertOne(await Promise.all(loaded), isSlim(script));
    assert.ok(
      watched.addresses.every((address) => !address.includes('token=')),
      'a token in a URL',
    );
  } catch (error) {
    watched.problems.push(error.message);
  }
  await watched.close();
}

/** Revokes a token with a form, and once more, when it is known no longer. */
async function revoke(page, form) {
  const request = { clientId: randomUUID(), access_token: randomBytes(200).toString('hex') };
  for (const [field, value] of Object.entries({ ...request, baseUrl: MOCK_SERVER_URL })) {
    await form.locator(`[name=${field}]`).fill(value);
  }
  const output = form.locator('output');
  for (const expected of ['revoked, 00', 'RecordNotFoundError, not_revoked']) {
    const before = await output.innerText();
    await form.locator('button').click();
    await page.waitForFunction(
      ([output, before]) => !['', before].includes(output.textContent),
      [await output.elementHandle(), before],
    );
    assert.equal(await output.innerText(), expected);
  }
  // The page alone proves nothing: the mock server must no longer know the token.
  const again = await fetch(`${MOCK_SERVER_URL}/v1/auth/token/revoke`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  assert.equal(again.status, 404);
}

function kindOf(script) {
  return script.split(':')[0];
}

function isSlim(script) {
  return script.endsWith(':slim');
}
