// The packed tarball as it lies in an empty project, without running what is in it.
//
// Environment: CONSUMER, the project that it is installed in; CRATE_VERSION.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const CONSUMER = process.env.CONSUMER;
const VERSION = process.env.CRATE_VERSION;
const PACKAGE = join(CONSUMER, 'node_modules/nomba-revoke');
const TARBALL = join(CONSUMER, `nomba-revoke-${VERSION}.tgz`);
const MANIFEST = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));

const FILES = readdirSync(PACKAGE, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(PACKAGE, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  .sort();

const run = promisify(execFile);
const tool = (name) => fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url));

test('the tarball holds these files and nothing else', () => {
  assert.deepEqual(FILES, [
    'CHANGELOG.md',
    'LICENSE-APACHE',
    'LICENSE-CLI',
    'LICENSE-MIT',
    'README.md',
    'cli.js',
    'index.cjs',
    'index.d.cts',
    'index.d.ts',
    'index.js',
    'inline/package.json',
    'nomba_revoke_bg.wasm',
    'package.json',
    'relay-workerd.js',
    'relay.cjs',
    'relay.d.cts',
    'relay.d.ts',
    'relay.js',
    'slim.cjs',
    'slim.d.cts',
    'slim.d.ts',
    'slim.js',
    'workerd.cjs',
    'workerd.d.cts',
    'workerd.d.ts',
    'workerd.js',
  ]);
});

test('every file that a manifest names is there', () => {
  const named = (value) => (typeof value === 'string' ? [value] : Object.values(value).flatMap(named));
  const { exports, main, module, types } = MANIFEST;
  for (const path of named({ exports, main, module, types })) {
    assert.ok(existsSync(join(PACKAGE, path)), path);
  }
  const inline = JSON.parse(readFileSync(join(PACKAGE, 'inline/package.json'), 'utf8'));
  for (const path of named(inline)) assert.ok(existsSync(join(PACKAGE, 'inline', path)), path);
});

test('the package and the crate are of one version, and so is the WebAssembly', () => {
  assert.equal(MANIFEST.version, VERSION);
  const module = new WebAssembly.Module(readFileSync(join(PACKAGE, 'nomba_revoke_bg.wasm')));
  const [section] = WebAssembly.Module.customSections(module, 'nomba-revoke');
  assert.equal(Buffer.from(section).toString(), VERSION);
});

test('the package depends on nothing and does nothing when it is installed', () => {
  for (const key of ['dependencies', 'peerDependencies', 'optionalDependencies', 'scripts']) {
    assert.equal(MANIFEST[key], undefined, key);
  }
});

test('publint finds nothing to say', async () => {
  const { messages } = await publint({ pkgDir: PACKAGE, strict: true, pack: false });
  assert.deepEqual(messages.map((message) => formatMessage(message, MANIFEST)), []);
});

test('the types are right in every module system', async () => {
  // The file of the WebAssembly has no types: what importing it gives is up to the tool.
  const { stdout } = await run(tool('attw'), [
    TARBALL,
    ...['--exclude-entrypoints', 'nomba_revoke_bg.wasm'],
    ...['--format', 'json'],
  ]).catch((error) => error);
  const { analysis } = JSON.parse(stdout);
  assert.deepEqual(analysis.problems, []);
  const entries = Object.keys(analysis.entrypoints).sort();
  assert.deepEqual(entries, ['.', './inline', './package.json', './relay', './slim', './workerd']);
});

test('npm would publish it', async () => {
  // A registry that knows no package and notes what it is asked for.
  const asked = [];
  const registry = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const address = `http://127.0.0.1:${registry.address().port}`;
  try {
    const { stderr } = await run(
      process.platform === 'win32' ? 'npm.cmd' : 'npm',
      ['publish', TARBALL, '--dry-run', '--registry', address],
      { cwd: CONSUMER, shell: process.platform === 'win32' },
    );
    assert.match(stderr, new RegExp(`nomba-revoke@${VERSION.replaceAll('.', '\\.')}`));
    // npm mends a manifest that isn't to its taste, and only says so.
    assert.doesNotMatch(stderr, /auto-corrected/);
    assert.ok(asked.every((line) => line.startsWith('GET ')), asked.join(', '));
  } finally {
    registry.close();
  }
});
