// Importing the package, and its first call: each in a process of its own.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { LOADS, result, run } from './child.mjs';
import { installed } from './consumer.mjs';
import { REQUEST, REVOKED } from '../contract/examples.mjs';

/** Node makes its fetch when it is first used, with a WebAssembly of its own. */
const WARM = `
  const { createServer } = await import('node:http');
  const server = createServer((request, response) => response.end('x')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  await (await globalThis.fetch('http://127.0.0.1:' + server.address().port)).text();
  server.close();
`;

/** What a script knows of the examples. */
const EXAMPLES = `${WARM}
  const REQUEST = ${JSON.stringify(REQUEST)};
  const revoked = () => Promise.resolve(new Response(${JSON.stringify(REVOKED.body)}));
  const shown = (error) => ({
    name: error.name,
    constructor: error.constructor.name,
    message: error.message,
    attempts: error.attempts,
    cause: error.cause?.name,
  });
`;

/** The globals of the platform that the package, its glue or its WebAssembly may know. */
const PLATFORM = [
  'AbortController',
  'AbortSignal',
  'DOMException',
  'Event',
  'EventTarget',
  'FinalizationRegistry',
  'Headers',
  'Request',
  'Response',
  'TextDecoder',
  'TextEncoder',
  'URL',
  'WebAssembly',
  'atob',
  'clearTimeout',
  'console',
  'crypto',
  'fetch',
  'navigator',
  'performance',
  'process',
  'queueMicrotask',
  'setTimeout',
  'structuredClone',
];

/** What the first call can't do without. */
const NEEDED = ['WebAssembly', 'TextDecoder', 'TextEncoder'];

for (const [how, load] of Object.entries(LOADS)) {
  describe(`by ${how}`, () => {
    test('no global of the platform is needed to import', async () => {
      const names = await result(`
        for (const name of ${JSON.stringify(PLATFORM)}) if (name !== 'process') delete globalThis[name];
        process.stdout.write(JSON.stringify(Object.keys(${load})));
      `);
      for (const name of [
        'revokeToken',
        'revokeTokens',
        'inspectToken',
        'revokeTokenRequestSchema',
        'RevokeTokenError',
      ]) {
        assert.ok(names.includes(name), name);
      }
    });

    test('importing compiles nothing, and twenty calls compile once', async () => {
      const counts = await result(`${EXAMPLES}
        let modules = 0;
        const { Module } = WebAssembly;
        WebAssembly.Module = function (bytes) { modules += 1; return new Module(bytes); };
        for (const name of ['compile', 'instantiate', 'compileStreaming', 'instantiateStreaming']) {
          WebAssembly[name] = () => { throw new Error(name + ' is called'); };
        }
        const api = ${load};
        const counts = [modules];
        await Promise.all(Array.from({ length: 20 }, () => api.revokeToken(REQUEST, { fetch: revoked })));
        await api.inspectToken('x');
        counts.push(modules);
        process.stdout.write(JSON.stringify(counts));
      `);
      assert.deepEqual(counts, [0, 1]);
    });

    for (const [reader, setting] of Object.entries({
      'Uint8Array.fromHex': `
        Uint8Array.fromHex = (text) => {
          used.push('Uint8Array.fromHex');
          return new Uint8Array(Buffer.from(text, 'hex'));
        };
      `,
      Buffer: `
        delete Uint8Array.fromHex;
        globalThis.Buffer = { from: (...given) => { used.push('Buffer'); return Buffer.from(...given); } };
      `,
      neither: 'delete Uint8Array.fromHex; globalThis.Buffer = undefined;',
    })) {
      test(`the core is read by what there is for hexadecimal: ${reader}`, async () => {
        const [used, bytes] = await result(`
          import { Buffer } from 'node:buffer';
          const used = [];
          ${setting}
          let bytes;
          const { Module } = WebAssembly;
          WebAssembly.Module = function (given) { bytes = given; return new Module(given); };
          const { inspectToken } = ${load};
          await inspectToken('x');
          process.stdout.write(JSON.stringify([used, Buffer.from(bytes).toString('base64')]));
        `);
        assert.deepEqual(used, reader === 'neither' ? [] : [reader]);
        assert.equal(bytes, await readFile(join(installed, 'nomba_revoke_bg.wasm'), 'base64'));
      });
    }

    test('the very first call has called the global fetch when it returns', async () => {
      const called = await result(`${EXAMPLES}
        const api = ${load};
        let called = false;
        globalThis.fetch = () => { called = true; return revoked(); };
        const promise = api.revokeToken(REQUEST);
        const atOnce = called;
        await promise;
        process.stdout.write(JSON.stringify(atOnce));
      `);
      assert.equal(called, true);
    });

    test('no request is made on trial, since Node’s fetch takes Node’s signals', async () => {
      const [requests, signal] = await result(`${EXAMPLES}
        let requests = 0;
        globalThis.Request = class extends Request {
          constructor(...given) {
            super(...given);
            requests += 1;
          }
        };
        const { revokeToken } = ${load};
        let signal;
        const fetch = (url, init) => {
          signal = init.signal instanceof AbortSignal;
          return revoked();
        };
        await revokeToken(REQUEST, { fetch });
        process.stdout.write(JSON.stringify([requests, signal]));
      `);
      assert.deepEqual([requests, signal], [0, true]);
    });

    test('whether fetch takes the signals of another AbortController is tried once', async () => {
      const requests = await result(`${EXAMPLES}
        let requests = 0;
        globalThis.AbortController = class {
          signal = Object.assign(new EventTarget(), { aborted: false });
          abort() {}
        };
        globalThis.Request = class {
          constructor() {
            requests += 1;
          }
        };
        const { revokeToken } = ${load};
        const fetch = revoked;
        await revokeToken(REQUEST, { fetch });
        await revokeToken(REQUEST, { fetch });
        process.stdout.write(JSON.stringify(requests));
      `);
      assert.equal(requests, 1);
    });

    for (const name of NEEDED) {
      test(`without ${name} every call is a LoadError that names it, and works once it is back`, async () => {
        const { errors, revoked, inspected, valid } = await result(`${EXAMPLES}
          const { ${name} } = globalThis;
          delete globalThis.${name};
          const api = ${load};
          const validate = api.revokeTokenRequestSchema['~standard'].validate;
          const { Response } = globalThis;
          const fetch = revoked;
          const errors = [];
          const calls = [
            () => api.revokeToken(REQUEST, { fetch }),
            () => api.inspectToken('x'),
            () => validate(REQUEST),
          ];
          for (const call of calls) {
            const promise = call();
            errors.push(await promise.then(() => 'resolved', (error) => ({
              ...shown(error), typed: error instanceof api.RevokeTokenError,
            })));
          }
          globalThis.${name} = ${name};
          process.stdout.write(JSON.stringify({
            errors,
            revoked: (await api.revokeToken(REQUEST, { fetch })).code,
            inspected: (await api.inspectToken('e30.e30.')).subject,
            valid: 'value' in await validate(REQUEST),
          }));
        `);
        for (const error of errors) {
          assert.deepEqual([error.name, error.typed, error.attempts], ['LoadError', true, 0]);
          assert.match(error.message, new RegExp(`\\b${name}\\b`));
        }
        assert.deepEqual([revoked, inspected, valid], ['00', null, true]);
      });
    }

    test('without a fetch a call is a LoadError that says so, unless one is given', async () => {
      const { error, given, later } = await result(`${EXAMPLES}
        const { fetch } = globalThis;
        delete globalThis.fetch;
        const api = ${load};
        const error = await api.revokeToken(REQUEST).catch(shown);
        const given = await api.revokeToken(REQUEST, { fetch: revoked });
        globalThis.fetch = revoked;
        const later = await api.revokeToken(REQUEST);
        process.stdout.write(JSON.stringify({ error, given, later }));
      `);
      assert.deepEqual([error.name, error.attempts], ['LoadError', 0]);
      assert.match(error.message, /\bfetch\b/);
      assert.deepEqual([given.code, later.code], ['00', '00']);
    });

    test('a policy against WebAssembly is a LoadError that names the cure, and is not remembered', async () => {
      const { error, later } = await result(`${EXAMPLES}
        const { Module } = WebAssembly;
        WebAssembly.Module = function () {
          throw new WebAssembly.CompileError(
            "WebAssembly.Module(): Compiling or instantiating WebAssembly module violates the " +
            "following Content Security policy directive because 'unsafe-eval' is not an allowed source");
        };
        const api = ${load};
        let sent = 0;
        const fetch = () => { sent += 1; return revoked(); };
        const error = { ...await api.revokeToken(REQUEST, { fetch }).catch(shown), sent };
        WebAssembly.Module = Module;
        const later = await api.revokeToken(REQUEST, { fetch });
        process.stdout.write(JSON.stringify({ error, later }));
      `);
      assert.deepEqual([error.name, error.sent, error.cause], ['LoadError', 0, 'CompileError']);
      assert.match(error.message, /'wasm-unsafe-eval'/);
      assert.equal(later.code, '00');
    });
  });
}

test('most of what a first call runs has been compiled along with its file', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'nomba-revoke-first-call-'));
  context.after(() => rm(folder, { recursive: true }));

  /** How many functions of such a module V8 compiles one by one, as they are called. */
  const compiled = async (code) => {
    const [file, log] = [join(folder, 'index.mjs'), join(folder, 'v8.log')];
    await writeFile(file, code);
    const script = `
      const { revokeToken } = await import(${JSON.stringify(file)});
      revokeToken(${JSON.stringify(REQUEST)}, { fetch: () => process.exit() });
    `;
    const logging = ['--log-function-events', '--no-logfile-per-isolate', `--logfile=${log}`];
    const { status, stderr } = await run(script, logging);
    assert.equal(status, 0, stderr);
    const events = (await readFile(log, 'utf8')).split('\n').map((line) => line.split(','));
    const [, id] = events.find(([event, , name]) => event === 'script-details' && name.endsWith('index.mjs'));
    return events.filter(([, event, script]) => event === 'parse-function' && script === id).length;
  };

  const code = await readFile(join(installed, 'index.js'), 'utf8');
  const ahead = await compiled(code);
  // A function is no longer the first in its parentheses.
  const oneByOne = await compiled(code.replace(/(?<=[=:] \()function\b/g, '0, function'));
  assert.ok(ahead < oneByOne / 3, `${ahead} of ${oneByOne}`);
});
