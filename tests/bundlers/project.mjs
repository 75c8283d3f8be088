// What the tests of bundlers and of Workers share: projects that are installed, and tools that run in them.
//
// Environment: CONSUMER, a folder with the package installed; MOCK_SERVER_URL.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
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
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../port.mjs';

const { CONSUMER, MOCK_SERVER_URL } = process.env;
if (!CONSUMER || !MOCK_SERVER_URL) {
  throw new Error('CONSUMER and MOCK_SERVER_URL must be set; `cargo xtask test` does.');
}
const INSTALLED = join(CONSUMER, 'node_modules/nomba-revoke');
const WASM = readFileSync(join(INSTALLED, 'nomba_revoke_bg.wasm'));

/** A piece of the WebAssembly as it is written down inside the default entry, that no tool rewrites. */
const INLINE = readFileSync(join(INSTALLED, 'index.js'), 'utf8')
  .match(/"[^"]{9999,}"/)[0]
  .split(/["'`$\\]/)
  .reduce((longest, piece) => (piece.length > longest.length ? piece : longest));

/** How long a tool may take, in milliseconds, before it is ended. */
const PATIENCE = 900_000;

/** What npm says where it isn't the project's fault: the network's, or this Node's or machine's. */
const NOT_HERE = [
  ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ENETUNREACH', 'ENOTCACHED'],
  ...['ETIMEDOUT', 'ERR_SOCKET_TIMEOUT', 'EBADENGINE', 'EBADPLATFORM'],
];

// What the tests have started ends with them, also where they are interrupted.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** The manifests of the projects in a folder, by the projects' names. */
export function manifestsIn(folder) {
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'package.json')));
  return Object.fromEntries(
    names.map((name) => [name, JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8'))]),
  );
}

/**
 * Installs what a project asks for in a folder, unless it is there, and the package. Resolves with why it
 * can't be had on this machine; a mistake in what is asked for rejects.
 */
export async function install(folder, { devDependencies = {}, overrides = {} }) {
  const stamp = join(folder, 'node_modules/.installed');
  const settings = readFileSync(new URL('.npmrc', import.meta.url), 'utf8');
  const wanted = JSON.stringify([devDependencies, overrides, settings, process.version]);
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, 'node_modules'), { recursive: true });
    writeFileSync(join(folder, '.npmrc'), settings);
    const manifest = { private: true, devDependencies, overrides };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    const started = Date.now();
    const npm = run(folder, 'npm install --loglevel=error --prefer-offline', { NODE_OPTIONS: '' });
    if ((await npm.ended) !== 0) {
      rmSync(folder, { recursive: true });
      const code = npm.output.match(/npm error code (\w+)/)?.[1];
      if (NOT_HERE.includes(code)) return `it can't be installed here: ${code}`;
      throw new Error(`npm could not install what ${folder} asks for:\n${npm.output}`);
    }
    process.stderr.write(`installed ${folder} in ${Math.round((Date.now() - started) / 1000)} s\n`);
    writeFileSync(stamp, wanted);
  }
  const copy = join(folder, 'node_modules/nomba-revoke');
  rmSync(copy, { recursive: true, force: true });
  cpSync(INSTALLED, copy, { recursive: true });
  return undefined;
}

/** There is one WebAssembly in what a tool has put out. */
export function inspect(output, asFile) {
  const files = filesIn(output).filter((file) => !file.endsWith('.map'));
  assertOne(
    files.map((file) => [file, readFileSync(file)]),
    asFile,
  );
}

/** Of named contents, one holds the WebAssembly: inside the JavaScript, or as a file. */
export function assertOne(contents, asFile) {
  const inside = contents.flatMap(([name, bytes]) => {
    const times = bytes.toString().split(INLINE).length - 1;
    return Array(times).fill(name);
  });
  const files = contents.filter(([, bytes]) => bytes.subarray(0, 4).equals(WASM.subarray(0, 4)));
  const places = [inside, files.map(([name]) => name)].map((names) => names.join(', ') || 'none');
  const found = `inside: ${places[0]}; as a file: ${places[1]}`;
  assert.deepEqual([inside.length, files.length], asFile ? [0, 1] : [1, 0], found);
  for (const [name, bytes] of files) assert.ok(bytes.equals(WASM), `${name} is another`);
}

/** Runs a command of a project, which has to succeed. */
export async function runToEnd(folder, command) {
  const tool = run(folder, command);
  const code = await tool.ended;
  assert.equal(code, 0, `${command} failed (${code}) and wrote:\n${tool.output}`);
}

/** Starts a server, by a command that finds its port in PORT, and calls `use` with its address once it is ready. */
export async function serve(folder, command, isReady, use) {
  const port = await freePort();
  const tool = run(folder, command, { PORT: String(port) });
  const url = `http://127.0.0.1:${port}/`;
  try {
    await answers(url, tool, isReady);
    await use(url);
  } catch (error) {
    throw new Error(`${error.message}\n\n${command} wrote:\n${tool.output}`, { cause: error });
  } finally {
    tool.stop();
    await tool.ended;
  }
}

/** Waits for a server. */
async function answers(url, tool, isReady) {
  let ended = false;
  tool.ended.then(() => (ended = true));
  const ready = () => fetch(url, { signal: AbortSignal.timeout(PATIENCE) }).then(isReady);
  while (!(await ready().catch(() => false))) {
    if (ended) throw new Error('the server does not answer');
    await sleep(100);
  }
}

/** Starts a command with the project's own tools; its output is kept for when it fails. */
export function run(folder, command, environment = {}) {
  const programs = [folder, join(folder, '..')].map((place) => join(place, 'node_modules/.bin'));
  const child = spawn(command, {
    cwd: folder,
    shell: true,
    // A group of its own, so that what the tool has started ends with it.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PATH: [...programs, process.env.PATH].join(delimiter),
      MOCK_SERVER_URL,
      CI: '1',
      DO_NOT_TRACK: '1',
      NEXT_TELEMETRY_DISABLED: '1',
      NO_COLOR: '1',
      NO_UPDATE_NOTIFIER: '1',
      WRANGLER_SEND_METRICS: 'false',
      // Without its banner, Wrangler does not look for a newer version of itself.
      WRANGLER_HIDE_BANNER: 'true',
      // The data about a visitor that Cloudflare passes to a Worker is made up, not fetched.
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
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

export function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The documentation, each a name and a text. */
export function documents() {
  const docs = new URL('../../docs/', import.meta.url);
  const names = ['../README.md', ...readdirSync(docs).filter((file) => file.endsWith('.md'))];
  return names.map((name) => [name, readFileSync(new URL(name, docs), 'utf8')]);
}

/** A table between the documentation's marks has these rows, wherever it is shown. */
export function assertTable(name, rows) {
  const pattern = new RegExp(`<!-- table: ${name} -->(.*?)<!-- /table -->`, 's');
  const found = documents()
    .map(([, text]) => pattern.exec(text)?.[1])
    .filter(Boolean);
  assert.ok(found.length > 0, `no document has the table "${name}"`);
  // However its columns are aligned.
  const plain = (table) => table.trim().replace(/ +/g, ' ').replace(/-{3,}/g, '---');
  for (const table of found) assert.equal(plain(table), rows.join('\n'));
}
