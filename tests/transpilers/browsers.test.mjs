// README's table of the oldest browsers, and how the features behind it are found.
//
// Environment: CONSUMER, a folder with the package installed.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';

process.env.PACKAGE ??= join(process.env.CONSUMER, 'node_modules/nomba-revoke');
const { OPTIONAL, featuresIn, oldest, published, readme, since, table, withoutSyntax } = await import('./browsers.mjs');

test('README names the oldest browsers', () => {
  const remedy = 'correct it with: cargo xtask build && node tests/transpilers/browsers.mjs --write';
  assert.equal(readme().table, table(), `the table of browsers in README.md is outdated; ${remedy}`);
});

test('whatever is called optional is in the files', () => {
  const features = published();
  for (const name of Object.keys(OPTIONAL)) assert.ok(features.has(name), name);
});

test('every feature that is needed is in every browser', () => {
  for (const [browser, { version, because }] of Object.entries(oldest(published()))) {
    assert.ok(Number.isFinite(version[0]), `${browser} lacks ${because}`);
  }
});

describe('The features of a file', () => {
  const FOUND = {
    'class A { static { String(); } }': 'javascript.classes.static.initialization_blocks',
    'class A { #a; static is(b) { return #a in b; } }': 'javascript.classes.private_class_fields_in',
    'class A { #a = 1; }': 'javascript.classes.private_class_fields',
    'class A { #a() {} }': 'javascript.classes.private_class_methods',
    'class A { a = 1; }': 'javascript.classes.public_class_fields',
    'const a = {}; export { a as default };': 'javascript.statements.export',
    'await 1;': 'javascript.operators.await.top_level',
    'async function* a() {}': 'javascript.statements.async_generator_function',
    'const a = {}; a?.b;': 'javascript.operators.optional_chaining',
    'let a; a ??= 1;': 'javascript.operators.nullish_coalescing_assignment',
    'let a; a ||= 1;': 'javascript.operators.logical_or_assignment',
    'const a = 1n;': 'javascript.builtins.BigInt',
    'const a = 1_000;': 'javascript.grammar.numeric_separators',
    'const a = /(?<=b)c/;': 'javascript.regular_expressions.lookbehind_assertion',
    'const a = /[a--b]/v;': 'javascript.builtins.RegExp.unicodeSets',
    'const a = import.meta.url;': 'javascript.operators.import_meta',
    'Object.hasOwn({}, "a");': 'javascript.builtins.Object.hasOwn',
    'const a = []; a.findLast(String);': 'member findLast',
    'new globalThis.WeakRef({});': 'javascript.builtins.WeakRef',
    'const { structuredClone } = globalThis;': 'api.structuredClone',
    'AbortSignal.any([]);': 'api.AbortSignal.any_static',
    'WebAssembly.compileStreaming(0);': 'webassembly.api.compileStreaming_static',
  };
  for (const [text, feature] of Object.entries(FOUND)) {
    test(`${text}: ${feature}`, () => {
      const features = featuresIn(text, true);
      assert.ok(features.has(feature), [...features].join(', '));
      for (const browser of ['chrome', 'firefox', 'safari']) {
        assert.ok(Number.isFinite(since(feature, browser, features)[0]), browser);
      }
    });
  }

  test('a field whose initializer needs Safari 16 is distinguished from one that does not', () => {
    const field = 'javascript.classes.public_class_fields';
    const safari = (text) => {
      const features = featuresIn(text, true);
      return since(field, 'safari', features).join('.');
    };
    assert.equal(safari('const a = [1]; class B { c = a[(0)]; }'), '16');
    assert.equal(safari('const a = [1]; class B { c = this.d = (function () { return a[0]; }); }'), '14.1');
  });

  test('one that is not known is an error', () => {
    assert.throws(() => featuresIn('notInAnyBrowser();', true), /doesn't know notInAnyBrowser/);
    assert.throws(() => featuresIn('Object.notInAnyBrowser();', true), /doesn't know Object.notInAnyBrowser/);
  });

  test('a transpiler takes away those of syntax only', () => {
    const features = featuresIn('class A { #a() { return Object.hasOwn(this, "a"); } }', true);
    assert.deepEqual([...withoutSyntax(features)].sort(), ['javascript.builtins.Object', 'javascript.builtins.Object.hasOwn']);
  });
});
