// What a LoadError says: the reason, and what to do about it.
//
// Environment: CONSUMER, the project that the package is installed in.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { LOADS } from './child.mjs';
import { consumer, installed } from './consumer.mjs';

/** Kilobytes of addresses: enough for Node, and less than the 10 GB that V8 reserves for a WebAssembly memory. */
const FEW_ADDRESSES = 2_097_152;

const NO_BASH = spawnSync('bash', ['-c', 'ulimit -v']).status === 0 ? false : 'needs a bash that can limit memory';

/** A script that prints how `inspectToken` ends, of the functions that `load` evaluates to. */
const inspect = (load, init = '') => `
  const { createRequire } = await import('node:module');
  process.require = createRequire(process.cwd() + '/');
  const api = ${load};
  const end = (async () => { ${init}; return api.inspectToken('x'); })();
  await end.then(
    (info) => console.log(JSON.stringify({ info })),
    ({ name, message, outcome, cause }) =>
      console.log(JSON.stringify({ name, message, outcome, cause: cause?.message })),
  );
`;

/** What a Node with these flags prints of a script, under a limit where one is given. */
async function printed(script, { flags = [], limit } = {}) {
  const node = [process.execPath, ...flags, '--input-type=module', '--eval', script];
  const [program, ...given] =
    limit === undefined ? node : ['bash', '-c', `ulimit -v ${limit}; exec "$@"`, 'bash', ...node];
  const child = spawn(program, given, { cwd: consumer, timeout: 60_000 });
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await closed;
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

let copies = 0;
const fresh = (file = join(installed, 'index.js')) => import(`${pathToFileURL(file)}?load=${(copies += 1)}`);

/** Runs `use` with another value in place of a member of `object`. */
async function replaced(object, name, value, use) {
  const before = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { value, configurable: true, writable: true });
  try {
    return await use();
  } finally {
    if (before) Object.defineProperty(object, name, before);
    else delete object[name];
  }
}

/** What a call rejects with. */
const rejection = (promise) =>
  promise.then(
    (value) => assert.fail(`it resolved: ${JSON.stringify(value)}`),
    (error) => error,
  );

/** What a call rejects with where the engine throws when it is to start the module. */
async function refusedWith(thrown) {
  const { inspectToken } = await fresh();
  const fail = function () {
    throw thrown;
  };
  const reject = () => Promise.reject(thrown);
  return replaced(WebAssembly, 'Instance', fail, () =>
    replaced(WebAssembly, 'instantiate', reject, () => rejection(inspectToken('x'))),
  );
}

const MEMORY = /not enough memory.*ulimit -v.*--disable-wasm-trap-handler/;
const POLICY = /Content-Security-Policy.*'wasm-unsafe-eval'/;
const AS_A_MODULE = /import from "nomba-revoke\/workerd"/;

for (const [how, load] of Object.entries(LOADS)) {
  describe(`by ${how}`, () => {
    test('under a limit on virtual memory the message names memory and the remedy', { skip: NO_BASH }, async () => {
      const { name, message, outcome, cause } = await printed(inspect(load), { limit: FEW_ADDRESSES });
      assert.deepEqual([name, outcome], ['LoadError', 'not_revoked']);
      assert.match(message, MEMORY);
      assert.match(cause, /memory/i);
    });

    test('with that remedy it works under the limit', { skip: NO_BASH }, async () => {
      const flags = ['--disable-wasm-trap-handler'];
      assert.deepEqual(await printed(inspect(load), { flags, limit: FEW_ADDRESSES }), { info: null });
    });

    test('init says so as well', { skip: NO_BASH }, async () => {
      const slim = load.replace("'nomba-revoke'", "'nomba-revoke/slim'");
      const file = JSON.stringify(join(installed, 'nomba_revoke_bg.wasm'));
      const init = `await api.init((await import('node:fs')).readFileSync(${file}))`;
      const { name, message } = await printed(inspect(slim, init), { limit: FEW_ADDRESSES });
      assert.equal(name, 'LoadError');
      assert.match(message, MEMORY);
    });

    test('where WebAssembly is switched off the message says what does that', async () => {
      const { name, message } = await printed(inspect(load), { flags: ['--jitless'] });
      assert.equal(name, 'LoadError');
      assert.match(message, /no WebAssembly.*--jitless.*Lockdown Mode/);
    });

    test('it loads where no code may be made from strings', async () => {
      const flags = ['--disallow-code-generation-from-strings'];
      assert.deepEqual(await printed(inspect(load), { flags }), { info: null });
    });
  });
}

/** What engines say, and what the message has to name. */
const MESSAGES = [
  ['V8, of an instance', new RangeError('WebAssembly.Instance(): Out of memory: Cannot allocate Wasm memory for new instance'), MEMORY],
  ['V8, of a memory', new RangeError('WebAssembly.Memory(): could not allocate memory'), MEMORY],
  ['V8 before 12', new RangeError('WebAssembly.instantiate(): Out of memory: wasm memory'), MEMORY],
  ['SpiderMonkey, out of memory', new Error('out of memory'), MEMORY],
  ['JavaScriptCore, out of memory', new RangeError('Out of memory'), MEMORY],
  ['V8, of a policy', new WebAssembly.CompileError("WebAssembly.Module(): violates the following Content Security policy directive because 'unsafe-eval' is not allowed"), POLICY],
  ['SpiderMonkey, of a policy', new WebAssembly.CompileError('call to WebAssembly.Module() blocked by CSP'), POLICY],
  ['JavaScriptCore, of a policy', new WebAssembly.CompileError('Refused to create a WebAssembly object because of its policy'), POLICY],
  ['V8 in workerd', new WebAssembly.CompileError('WebAssembly.Module(): Wasm code generation disallowed by embedder'), AS_A_MODULE],
  ['V8 without a feature', new WebAssembly.CompileError('invalid value type 0x6f, enable with --experimental-wasm-reftypes'), /refuses the WebAssembly: .*--experimental-wasm-reftypes/],
  ['an engine with a message of its own', new WebAssembly.LinkError('import object field is missing'), /refuses the WebAssembly: import object field/],
  ['something that is no error', 'no luck today', /refuses the WebAssembly: no luck today/],
];

describe('the message of a LoadError has what the engine says', () => {
  for (const [what, thrown, pattern] of MESSAGES) {
    test(what, async () => {
      const error = await refusedWith(thrown);
      assert.deepEqual([error.name, error.outcome, error.attempts], ['LoadError', 'not_revoked', 0]);
      assert.equal(error.cause, thrown);
      assert.match(error.message, pattern);
      const others = [MEMORY, POLICY, AS_A_MODULE].filter((other) => other !== pattern);
      for (const other of others) assert.doesNotMatch(error.message, other);
    });
  }

  test('where the engine itself forbids code', async () => {
    const context = createContext({ TextDecoder, TextEncoder }, { codeGeneration: { wasm: false } });
    const source = readFileSync(join(installed, 'index.cjs'), 'utf8');
    const api = runInContext(`const module = { exports: {} }; ${source}; module.exports`, context);
    const error = await rejection(api.inspectToken('x'));
    assert.equal(error.name, 'LoadError');
    assert.match(error.message, AS_A_MODULE);
  });

  test('where there is not even memory for the bytes', async () => {
    const { inspectToken } = await fresh();
    const fail = () => {
      throw new RangeError('Array buffer allocation failed');
    };
    const error = await replaced(Uint8Array, 'fromHex', undefined, () =>
      replaced(Buffer, 'from', fail, () => rejection(inspectToken('x'))),
    );
    assert.equal(error.name, 'LoadError');
    assert.match(error.message, MEMORY);
    assert.match(error.cause.message, /allocation failed/);
  });
});

describe('a damaged package', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nomba-revoke-damaged-'));
  after(() => rm(folder, { recursive: true }));
  const source = readFileSync(join(installed, 'index.js'), 'utf8');
  const damages = {
    'its beginning': [/"0061736d01000000/, '"0061736d02000000', /version/],
    'its middle': [/(?<="0061736d01000000[0-9a-f]{40})[0-9a-f]{8}/, 'ffffffff', /./],
    'its end': [/(?<="0061736d[0-9a-f]{2000})[0-9a-f]+"/, '"', /./],
  };
  for (const [what, [pattern, damage, message]] of Object.entries(damages)) {
    test(`says what the engine says of ${what}`, async () => {
      const file = join(folder, `${what.slice(4)}.mjs`);
      const damaged = source.replace(pattern, damage);
      assert.notEqual(damaged, source);
      writeFileSync(file, damaged);
      const { inspectToken } = await fresh(file);
      const error = await rejection(inspectToken('x'));
      assert.equal(error.name, 'LoadError');
      assert.ok(error.cause instanceof WebAssembly.CompileError);
      assert.ok(error.message.endsWith(`the engine refuses the WebAssembly: ${error.cause.message}`), error.message);
      assert.match(error.message, message);
    });
  }
});
