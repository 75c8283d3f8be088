// What importing the packed package does: nothing.
//
// Environment: CONSUMER, the project that it is installed in.
import assert from 'node:assert/strict';
import { createRequire, isBuiltin } from 'node:module';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { build } from 'esbuild';

const CONSUMER = process.env.CONSUMER;
const PACKAGE = join(CONSUMER, 'node_modules/nomba-revoke');
const ENTRIES = ['index.js', 'index.cjs', 'slim.js', 'slim.cjs'];
const RELAY_ENTRIES = ['relay.js', 'relay.cjs'];

/** The beginning of the WebAssembly, "\0asm", in hexadecimal. */
const BYTES = /"0061736d/;
const REVOKE_TOKEN = /\brevokeToken\b.*\(request, options\) {/;
/** What the error class has no need of. */
const OTHERS = [BYTES, /getStringFromWasm0/, REVOKE_TOKEN, /class Call\b/, /class Options\b/];

/** What a bundler makes of a file in the project; `metafile` says what it imports. */
async function bundle(contents, settings = {}) {
  const result = await build({
    stdin: { contents, resolveDir: CONSUMER },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    logLevel: 'silent',
    ...settings,
  });
  return { text: result.outputFiles[0].text, ...result };
}

describe('Importing', () => {
  const globals = [
    ...['WebAssembly', 'TextDecoder', 'TextEncoder', 'fetch', 'Request', 'Response', 'Headers'],
    ...['URL', 'AbortController', 'DOMException', 'atob', 'crypto', 'performance', 'location'],
    ...['setTimeout', 'queueMicrotask', 'process', 'Buffer', 'navigator', 'FinalizationRegistry'],
  ];

  for (const entry of [...ENTRIES, ...RELAY_ENTRIES]) {
    test(`${entry} touches no global of a platform`, async () => {
      const touched = [];
      const before = globals.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
      const require = createRequire(import.meta.url);
      const path = join(PACKAGE, entry);
      for (const name of globals) {
        Object.defineProperty(globalThis, name, {
          configurable: true,
          get: () => void touched.push({ name, by: new Error().stack }),
        });
      }
      const added = new Set(Reflect.ownKeys(globalThis));
      let loaded;
      try {
        loaded = entry.endsWith('.cjs') ? require(path) : await import(path);
      } finally {
        for (const [name, descriptor] of before) {
          if (descriptor) Object.defineProperty(globalThis, name, descriptor);
          else delete globalThis[name];
        }
      }
      assert.equal(typeof (loaded.revokeToken ?? loaded.createRevokeRelay), 'function');
      // Node's own loader may look at what it likes.
      const ours = touched.filter(({ by }) => by.includes(PACKAGE));
      assert.deepEqual(ours.map(({ name }) => name), []);
      const left = Reflect.ownKeys(globalThis).filter((name) => !added.has(name));
      assert.deepEqual(left, []);
    });
  }

  test('alone leaves nothing in a bundle', async () => {
    for (const entry of ['nomba-revoke', ...['inline', 'slim', 'workerd', 'relay'].map((path) => `nomba-revoke/${path}`)]) {
      const { text } = await bundle(`import '${entry}';`, { external: ['*.wasm'] });
      assert.equal(text.trim(), '', entry);
    }
  });

  test('the error class alone brings neither the WebAssembly nor its glue', async () => {
    for (const entry of ['nomba-revoke', 'nomba-revoke/slim']) {
      const { text } = await bundle(`export { RevokeTokenError } from '${entry}';`);
      assert.ok(text.includes('RevokeTokenError'));
      const all = await bundle(`export * from '${entry}';`);
      for (const pattern of OTHERS) {
        assert.doesNotMatch(text, pattern, entry);
        // There it is in a file of its own.
        if (pattern === BYTES && entry === 'nomba-revoke/slim') continue;
        assert.match(all.text, pattern, `${entry}: the pattern has to find what it looks for`);
      }
    }
  });

  test('one function leaves the others out', async () => {
    const { text } = await bundle(`export { inspectToken } from 'nomba-revoke';`);
    assert.doesNotMatch(text, REVOKE_TOKEN);
    const both = await bundle(`export { inspectToken, revokeToken } from 'nomba-revoke';`);
    assert.match(both.text, REVOKE_TOKEN);
  });
});

describe('What an entry refers to', () => {
  for (const entry of [...ENTRIES, 'workerd.js', ...RELAY_ENTRIES, 'relay-workerd.js']) {
    test(`${entry} refers to nothing but itself`, async () => {
      const foreign = [];
      const note = {
        name: 'note',
        setup({ onResolve }) {
          onResolve({ filter: /.*/ }, ({ path, kind }) => {
            if (kind === 'entry-point') return undefined;
            foreign.push(path);
            return { path, external: true };
          });
        },
      };
      const path = join(PACKAGE, entry);
      const { text } = await bundle(undefined, { stdin: undefined, entryPoints: [path], plugins: [note] });
      assert.deepEqual(foreign, entry.endsWith('workerd.js') ? ['./nomba_revoke_bg.wasm'] : []);
      assert.ok(!foreign.some(isBuiltin));
      // What a bundler can't see or would put a substitute for.
      const hidden = /\b(require|process|Buffer|global|__dirname|__filename)\b|\bimport\s*\(|import\.meta|node:/;
      // It leaves a member of the global object alone.
      const code = text.replace(/".*?"/g, '""').replaceAll('globalThis.Buffer', '');
      assert.doesNotMatch(code, hidden);
    });
  }
});

test('The command line imports the package itself and what Node brings', async () => {
  const { metafile } = await bundle(undefined, {
    stdin: undefined,
    entryPoints: [join(PACKAGE, 'cli.js')],
    platform: 'node',
    packages: 'external',
  });
  const foreign = Object.values(metafile.inputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  const others = foreign.filter((path) => !isBuiltin(path));
  assert.deepEqual([...new Set(others)], ['nomba-revoke']);
  assert.ok(foreign.length > others.length);
});

describe('The entries', () => {
  const require = createRequire(join(CONSUMER, 'package.json'));
  const names = [
    'RevokeTokenError',
    'inspectToken',
    'revokeToken',
    'revokeTokenRequestSchema',
    'revokeTokens',
  ];

  test('have the same exports by import and by require', async () => {
    const { outputFiles } = await bundle(
      `import * as main from 'nomba-revoke';
       import * as inline from 'nomba-revoke/inline';
       import * as slim from 'nomba-revoke/slim';
       import * as relay from 'nomba-revoke/relay';
       export { main, inline, slim, relay };`,
    );
    const source = Buffer.from(outputFiles[0].contents).toString('base64');
    const { main, inline, slim, relay } = await import(`data:text/javascript;base64,${source}`);
    for (const [given, expected] of [
      [main, names],
      [inline, names],
      [slim, [...names, 'init']],
      [require('nomba-revoke'), names],
      [require('nomba-revoke/inline'), names],
      [require('nomba-revoke/slim'), [...names, 'init']],
      [relay, ['createRevokeRelay', 'toNodeHandler']],
      [require('nomba-revoke/relay'), ['createRevokeRelay', 'toNodeHandler']],
    ]) {
      assert.deepEqual(Object.keys(given).sort(), [...expected].sort());
    }
  });

  test('keep the names of their functions', async () => {
    for (const entry of [...ENTRIES, ...RELAY_ENTRIES]) {
      const { default: cjs, ...esm } = await import(join(PACKAGE, entry));
      for (const [name, value] of Object.entries(cjs ?? esm)) {
        if (typeof value === 'function') assert.equal(value.name, name, entry);
      }
    }
  });

  test('the inline entry is the default one, once', () => {
    assert.equal(require('nomba-revoke/inline'), require('nomba-revoke'));
  });

  test('the WebAssembly and the manifest have addresses', () => {
    assert.ok(require.resolve('nomba-revoke/nomba_revoke_bg.wasm').endsWith('nomba_revoke_bg.wasm'));
    assert.equal(require('nomba-revoke/package.json').name, 'nomba-revoke');
  });

  test('workerd gets its own, whatever other conditions are set', async () => {
    for (const conditions of [['workerd'], ['browser', 'workerd'], ['workerd', 'worker', 'browser']]) {
      const settings = { conditions, external: ['*.wasm'] };
      const { metafile } = await bundle(`export * from 'nomba-revoke';`, settings);
      assert.ok(Object.keys(metafile.inputs).some((path) => path.endsWith('workerd.js')), conditions);
      const relay = await bundle(`export * from 'nomba-revoke/relay';`, settings);
      assert.ok(Object.keys(relay.metafile.inputs).some((path) => path.endsWith('relay-workerd.js')), conditions);
      const inline = await bundle(`export * from 'nomba-revoke/inline';`, settings);
      assert.ok(Object.keys(inline.metafile.inputs).some((path) => path.endsWith('index.js')));
    }
  });

  const toWorkerd = {
    import: `export * from 'nomba-revoke/workerd';`,
    require: `module.exports = require('nomba-revoke/workerd');`,
  };
  for (const [way, contents] of Object.entries(toWorkerd)) {
    test(`the subpath for workerd needs no condition, by ${way}`, async () => {
      for (const conditions of [[], ['browser'], ['node', 'module'], ['workerd', 'worker']]) {
        const { text, metafile } = await bundle(contents, { conditions, external: ['*.wasm'] });
        const inputs = Object.keys(metafile.inputs).map((path) => basename(path));
        assert.ok(inputs.includes('workerd.js'), inputs.join(', '));
        assert.ok(!inputs.some((name) => name.startsWith('index.')), inputs.join(', '));
        // Workers load a module that is imported statically; what is required they don't find.
        assert.match(text, /^import \w+ from "\.\/nomba_revoke_bg\.wasm";$/m);
        assert.doesNotMatch(text, /require\("[^"]*\.wasm"\)/);
        assert.doesNotMatch(text, BYTES);
      }
    });
  }

  test('the subpath for workerd has the exports of the default entry', async () => {
    const { metafile } = await bundle(`export * from 'nomba-revoke/workerd';`, { external: ['*.wasm'] });
    const [{ exports }] = Object.values(metafile.outputs);
    assert.deepEqual(exports.sort(), [...names].sort());
  });
});
