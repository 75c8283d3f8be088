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
// Environment: CONSUMER, a folder with the package installed; STAND_IN_URL; CHROMIUM; PROJECTS, the
// folder where projects are made and what they have installed is kept; ONLY, the names of projects,
// with spaces between; without it, all.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { delimiter, extname, join, relative } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { launch, open } from '../page/browser.mjs';

const { CONSUMER, PROJECTS, STAND_IN_URL, ONLY } = process.env;
if (!CONSUMER || !PROJECTS || !STAND_IN_URL) {
  throw new Error(
    'CONSUMER, PROJECTS and STAND_IN_URL must be set; `cargo xtask test bundlers` does.',
  );
}
const HERE = fileURLToPath(new URL('.', import.meta.url));
const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));
const INSTALLED = join(CONSUMER, 'node_modules/nomba-revoke');
const WASM = readFileSync(join(INSTALLED, 'nomba_revoke_bg.wasm'));

/** A piece of the WebAssembly as it is written down inside the default entry, that no tool rewrites. */
const INLINE = readFileSync(join(INSTALLED, 'index.js'), 'utf8')
  .match(/"[^"]{9999,}"/)[0]
  .split(/["'`$\\]/)
  .reduce((longest, piece) => (piece.length > longest.length ? piece : longest));

/** How long a tool may take, in milliseconds, before it is ended. */
const PATIENCE = 300_000;

/** What npm says where it isn't the project's fault: the network's, or this Node's or machine's. */
const NOT_HERE = [
  ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ENETUNREACH', 'ENOTCACHED'],
  ...['ETIMEDOUT', 'ERR_SOCKET_TIMEOUT', 'EBADENGINE', 'EBADPLATFORM'],
];

const names = readdirSync(HERE).filter((name) => existsSync(join(HERE, name, 'package.json')));
const manifests = Object.fromEntries(
  names.map((name) => [name, JSON.parse(readFileSync(join(HERE, name, 'package.json'), 'utf8'))]),
);
const chosen = ONLY ? ONLY.split(' ') : names;

// What the tests have started ends with them, also where they are interrupted.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

// One after the other, ahead of the tests; that one fails is its own tests' matter.
let installing = Promise.resolve();
for (const name of chosen) {
  const manifest = manifests[name];
  const installed = installing.then(() => install(name, manifest));
  installing = installed.catch(() => {});
  describe(`${manifest.description} (${name})`, () => {
    for (const script of Object.keys(manifest.scripts)) {
      if (script === 'start') continue;
      test(script, async (t) => {
        const reason = await installed;
        if (reason !== undefined) return t.skip(reason);
        const folder = lay(name, script);
        const ways = { build, dev: serveAndUse, test: runToEnd };
        await ways[kindOf(script)](folder, script, manifest);
      });
    }
  });
}

describe('The documentation', () => {
  const documents = ['../README.md', ...readdirSync(DOCS).filter((file) => file.endsWith('.md'))];

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
    for (const [name, rows] of Object.entries(tables)) {
      const pattern = new RegExp(`<!-- table: ${name} -->(.*?)<!-- /table -->`, 's');
      const texts = documents.map((file) => readFileSync(join(DOCS, file), 'utf8'));
      const found = texts.map((text) => pattern.exec(text)?.[1]).filter(Boolean);
      assert.ok(found.length > 0, `no document has the table "${name}"`);
      // However its columns are aligned.
      const plain = (table) => table.trim().replace(/ +/g, ' ').replace(/-{3,}/g, '---');
      for (const table of found) assert.equal(plain(table), rows.join('\n'));
    }
  });

  test('shows what is run here', () => {
    const plain = (text) => text.trim().replace(/\n\s*/g, '\n');
    const files = names
      .concat('app')
      .flatMap((name) =>
        filesIn(join(HERE, name)).map((file) => plain(readFileSync(file, 'utf8'))),
      );
    for (const document of ['bundlers.md', 'testing.md']) {
      const text = readFileSync(join(DOCS, document), 'utf8');
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

/**
 * Installs what a project asks for, unless it is there. Resolves with why it can't be had on this
 * machine; a mistake in what is asked for rejects.
 */
async function install(name, { devDependencies = {} }) {
  const folder = join(PROJECTS, name);
  const stamp = join(folder, 'node_modules/.installed');
  const settings = readFileSync(join(HERE, '.npmrc'), 'utf8');
  const wanted = JSON.stringify([devDependencies, settings, process.version]);
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    rmSync(folder, { recursive: true });
    mkdirSync(join(folder, 'node_modules'), { recursive: true });
    writeFileSync(join(folder, '.npmrc'), settings);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, devDependencies }));
    const started = Date.now();
    const npm = run(folder, 'npm install --loglevel=error', { NODE_OPTIONS: '' });
    if ((await npm.ended) !== 0) {
      rmSync(folder, { recursive: true });
      const code = npm.output.match(/npm error code (\w+)/)?.[1];
      if (NOT_HERE.includes(code)) return `it can't be installed here: ${code}`;
      throw new Error(`npm could not install ${name}:\n${npm.output}`);
    }
    process.stderr.write(`installed ${name} in ${Math.round((Date.now() - started) / 1000)} s\n`);
    writeFileSync(stamp, wanted);
  }
  return undefined;
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
  const copy = join(folder, 'node_modules/nomba-revoke');
  rmSync(copy, { recursive: true, force: true });
  cpSync(INSTALLED, copy, { recursive: true });
  mkdirSync(join(folder, 'dist'));
  return folder;
}

async function build(folder, script, manifest) {
  await runToEnd(folder, script, manifest);
  inspect(join(folder, manifest.config?.output ?? 'dist'), script);
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

/** There is one WebAssembly in what a tool has put out. */
function inspect(output, script) {
  const files = filesIn(output).filter((file) => !file.endsWith('.map'));
  assertOne(
    files.map((file) => [file, readFileSync(file)]),
    script,
  );
}

/** Of named contents, one holds the WebAssembly: inside the JavaScript, or as a file where it is slim. */
function assertOne(contents, script) {
  const inside = contents.flatMap(([name, bytes]) => {
    const times = bytes.toString().split(INLINE).length - 1;
    return Array(times).fill(name);
  });
  const files = contents.filter(([, bytes]) => bytes.subarray(0, 4).equals(WASM.subarray(0, 4)));
  const places = [inside, files.map(([name]) => name)].map((names) => names.join(', ') || 'none');
  const found = `inside: ${places[0]}; as a file: ${places[1]}`;
  assert.deepEqual([inside.length, files.length], isSlim(script) ? [0, 1] : [1, 0], found);
  for (const [name, bytes] of files) assert.ok(bytes.equals(WASM), `${name} is another`);
}

async function serveAndUse(folder, script, manifest, server = script) {
  const port = await freePort();
  const tool = run(folder, manifest.scripts[server], { PORT: String(port) });
  const url = `http://127.0.0.1:${port}/`;
  try {
    await answers(url, tool);
    await use(url, script);
  } catch (error) {
    throw new Error(`${error.message}\n\n${server} said:\n${tool.output}`, { cause: error });
  } finally {
    tool.stop();
    await tool.ended;
  }
}

/** Waits for a server. */
async function answers(url, tool) {
  let ended = false;
  tool.ended.then(() => (ended = true));
  const ok = () =>
    fetch(url, { signal: AbortSignal.timeout(PATIENCE) }).then((answer) => answer.ok);
  while (!(await ok().catch(() => false))) {
    if (ended) throw new Error('the server does not answer');
    await sleep(100);
  }
}

async function runToEnd(folder, script, manifest) {
  const tool = run(folder, manifest.scripts[script]);
  const code = await tool.ended;
  assert.equal(code, 0, `${manifest.scripts[script]} failed (${code}) and said:\n${tool.output}`);
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
    assertOne(await Promise.all(loaded), script);
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
  for (const [field, value] of Object.entries({ ...request, baseUrl: STAND_IN_URL })) {
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
  // The page's word is not all: the stand-in no longer knows the token.
  const again = await fetch(`${STAND_IN_URL}/v1/auth/token/revoke`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  assert.equal(again.status, 404);
}

/** Starts a command with the project's own tools; its output is kept for when it fails. */
function run(folder, command, environment = {}) {
  const child = spawn(command, {
    cwd: folder,
    shell: true,
    // A group of its own, so that what the tool has started ends with it.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PATH: join(folder, 'node_modules/.bin') + delimiter + process.env.PATH,
      STAND_IN_URL,
      CI: '1',
      DO_NOT_TRACK: '1',
      NEXT_TELEMETRY_DISABLED: '1',
      NO_COLOR: '1',
      NO_UPDATE_NOTIFIER: '1',
      ...environment,
    },
  });
  const tool = {
    output: '',
    stop() {
      try {
        process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    },
    ended: once(child, 'close').then(([code, signal]) => {
      clearTimeout(patience);
      process.off('exit', tool.stop);
      return code ?? signal;
    }),
  };
  process.on('exit', tool.stop);
  const patience = setTimeout(() => {
    tool.output += `\nIt was ended after ${PATIENCE / 1000} s.`;
    tool.stop();
  }, PATIENCE);
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (tool.output += text));
  }
  return tool;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function kindOf(script) {
  return script.split(':')[0];
}

function isSlim(script) {
  return script.endsWith(':slim');
}
