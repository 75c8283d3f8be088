// The oldest browsers and runtimes on which the published files run, by what MDN's browser-compat-data says of
// each feature that is in them.
//
//   node browsers.mjs           prints the table, and what decides each of its versions
//   node browsers.mjs --write   writes the table into README.md
//
// Environment: PACKAGE, a folder with the published files; without it, pkg/.
import bcd from '@mdn/browser-compat-data/forLegacyNode';
import { parse } from 'acorn';
import { ancestor, base, full, simple } from 'acorn-walk';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const README = join(ROOT, 'README.md');

/** The columns of README's table: what browser-compat-data calls a browser, and what the table does. */
const COLUMNS = {
  chrome: 'Chrome, Edge',
  firefox: 'Firefox',
  safari: 'Safari',
  safari_ios: 'Safari on iOS',
};

/** The same with the runtimes, which are printed only: README names those that are tested. */
export const BROWSERS = { ...COLUMNS, nodejs: 'Node.js', deno: 'Deno' };

/** The files that a browser may load. Only Cloudflare's runtime loads workerd.js. */
const FILES = ['index.js', 'index.cjs', 'slim.js', 'slim.cjs'];

/** What the flags of WASM_FEATURES in xtask/src/build/mod.rs are called in browser-compat-data. */
const WASM_FEATURES = {
  'bulk-memory': 'webassembly.bulk-memory-operations',
  'bulk-memory-opt': 'webassembly.bulk-memory-operations',
  'nontrapping-float-to-int': 'webassembly.non-trapping-float-to-int-conversions',
  'reference-types': 'webassembly.reference-types',
  multivalue: 'webassembly.multi-value',
  'sign-ext': 'webassembly.sign-extension-operations',
  // As old as the import of a global; browser-compat-data doesn't list it.
  'mutable-globals': undefined,
};

/** What the files use where it is there, and what they do without it. A test holds this to the files. */
export const OPTIONAL = {
  'api.AbortController': 'a time-out ends the call and not the request',
  'api.DOMException': 'made for an aborted signal that has no reason',
  'api.Request': 'asked for the settings that it knows',
  'api.Window.document': 'a page has one',
  'api.Window.location': 'a page has one',
  'api.Window.navigator': 'asked for the name of the browser',
  'api.performance': 'Date is the clock',
  'javascript.builtins.Error.captureStackTrace': 'the stack says Error',
  'javascript.builtins.Uint8Array.fromHex': 'a loop decodes the text',
  'member cause': 'the error class sets it',
  'member detached': 'asked of the memory, which was just used; undefined says no as well',
  'member reason': 'an abort has the reason undefined, or a new DOMException',
};

/** The interfaces of the platform whose objects the files use, beside the built-in objects of JavaScript. */
const INTERFACES = [
  ...['AbortController', 'AbortSignal', 'EventTarget', 'Headers', 'ReadableStream', 'ReadableStreamDefaultReader'],
  ...['Response', 'TextDecoder', 'TextEncoder', 'URL'],
];

/** Built-in objects without instances. */
const NAMESPACES = ['Atomics', 'Intl', 'JSON', 'Math', 'Reflect', 'Temporal'];

/** Globals of a runtime that isn't a browser, used where they are there. */
const OTHER_GLOBALS = ['Buffer', 'exports', 'module', 'require'];

/** Nodes of the syntax of ES5, and parts of others. */
const OLD_SYNTAX = new Set(
  `ArrayExpression AssignmentExpression BinaryExpression BlockStatement BreakStatement CallExpression CatchClause
  ClassBody ConditionalExpression ContinueStatement ExpressionStatement ForInStatement ForStatement
  FunctionDeclaration FunctionExpression Identifier IfStatement ImportDefaultSpecifier ImportSpecifier
  ExportSpecifier Literal LogicalExpression MemberExpression MethodDefinition NewExpression ObjectExpression
  PrivateIdentifier Program Property ReturnStatement TemplateElement ThisExpression ThrowStatement TryStatement
  UnaryExpression UpdateExpression VariableDeclaration VariableDeclarator WhileStatement DoWhileStatement
  SwitchStatement SwitchCase LabeledStatement EmptyStatement SequenceExpression`.split(/\s+/),
);

/** Nodes of younger syntax, and what they are called. */
const SYNTAX = {
  ArrayPattern: 'operators.destructuring',
  ArrowFunctionExpression: 'functions.arrow_functions',
  AssignmentPattern: 'functions.default_parameters',
  AwaitExpression: 'operators.await',
  ChainExpression: 'operators.optional_chaining',
  ClassDeclaration: 'classes',
  ClassExpression: 'classes',
  ExportDefaultDeclaration: 'statements.export.default',
  ExportNamedDeclaration: 'statements.export',
  ForOfStatement: 'statements.for_of',
  ImportDeclaration: 'statements.import',
  ImportExpression: 'operators.import',
  ObjectPattern: 'operators.destructuring',
  PropertyDefinition: 'classes.public_class_fields',
  RestElement: 'functions.rest_parameters',
  SpreadElement: 'operators.spread',
  StaticBlock: 'classes.static.initialization_blocks',
  Super: 'operators.super',
  TaggedTemplateExpression: 'grammar.template_literals',
  TemplateLiteral: 'grammar.template_literals',
  YieldExpression: 'operators.yield',
};

const OPERATORS = {
  '**': 'operators.exponentiation',
  '**=': 'operators.exponentiation_assignment',
  '??': 'operators.nullish_coalescing',
  '??=': 'operators.nullish_coalescing_assignment',
  '||=': 'operators.logical_or_assignment',
  '&&=': 'operators.logical_and_assignment',
};

/** Where only part of a feature is needed: the least that is enough, and why. */
const PART_IS_ENOUGH = {
  // WebKit's bug 236843: it loses a variable that a field's initializer names ahead of a parenthesis.
  'javascript.classes.public_class_fields': (found) => !found.has(FRAGILE_FIELD),
  // Node.js returns an object where a browser returns a number.
  'api.setTimeout': () => true,
  'api.clearTimeout': () => true,
};
const FRAGILE_FIELD = 'a field whose initializer names a variable of the file ahead of a parenthesis';

/** The features in the text of a file, as names of browser-compat-data. */
export function featuresIn(text, isModule) {
  const tree = parse(text, { ecmaVersion: 'latest', sourceType: isModule ? 'module' : 'script' });
  const found = new Set();
  const syntax = (name) => found.add(`javascript.${name}`);
  full(tree, (node) => {
    const { type, operator } = node;
    if (SYNTAX[type]) syntax(SYNTAX[type]);
    else if (type === 'MetaProperty') syntax(node.meta.name === 'new' ? 'operators.new_target' : 'operators.import_meta');
    else if (!OLD_SYNTAX.has(type)) throw new Error(`browsers.mjs doesn't know the syntax ${type}`);
    if (OPERATORS[operator]) syntax(OPERATORS[operator]);
    if (operator === 'in' && node.left.type === 'PrivateIdentifier') syntax('classes.private_class_fields_in');
    if (node.async) syntax(node.generator ? 'statements.async_generator_function' : 'statements.async_function');
    else if (node.generator) syntax('statements.generator_function');
    if (node.await) syntax('statements.for_await_of');
    if (type === 'CatchClause' && node.param === null) syntax('statements.try_catch.optional_catch_binding');
    if (type === 'VariableDeclaration' && node.kind !== 'var') syntax(`statements.${node.kind}`);
    if (node.key?.type === 'PrivateIdentifier') {
      syntax(`classes.private_class_${type === 'MethodDefinition' ? 'methods' : 'fields'}`);
    }
    if (type === 'Property' && node.computed) syntax('operators.object_initializer.computed_property_names');
    if (type === 'ObjectPattern' && node.properties.some((one) => one.type === 'RestElement')) {
      syntax('operators.destructuring.rest_in_objects');
    }
    if (type === 'ObjectExpression' && node.properties.some((one) => one.type === 'SpreadElement')) {
      syntax('operators.spread.spread_in_object_literals');
    }
    if (type === 'Literal' && node.bigint) found.add('javascript.builtins.BigInt');
    if (type === 'Literal' && /\d_\d/.test(node.raw) && typeof node.value === 'number') {
      syntax('grammar.numeric_separators');
    }
    if (node.regex) for (const name of inRegex(node.regex)) found.add(name);
  });
  ancestor(tree, {
    AwaitExpression(_, ancestors) {
      if (!ancestors.some((node) => /Function/.test(node.type))) syntax('operators.await.top_level');
    },
  });
  const declared = declaredIn(tree);
  for (const name of globalsIn(tree, declared)) found.add(name);
  simple(tree, {
    PropertyDefinition({ value }) {
      if (value && isFragile(value, text, declared)) found.add(FRAGILE_FIELD);
    },
  });
  return found;
}

const FLAGS = { s: 'dotAll', u: 'unicode', y: 'sticky', d: 'hasIndices', v: 'unicodeSets' };

function inRegex({ pattern, flags }) {
  const names = [...flags].filter((flag) => FLAGS[flag]).map((flag) => `javascript.builtins.RegExp.${FLAGS[flag]}`);
  const inside = (name) => names.push(`javascript.regular_expressions.${name}`);
  if (/\(\?<[=!]/.test(pattern)) inside('lookbehind_assertion');
  if (/\(\?<[^=!]/.test(pattern)) inside('named_capturing_group');
  if (/\(\?[ims-]+:/.test(pattern)) inside('modifier');
  if (/\\p\{/i.test(pattern)) inside('unicode_character_class_escape');
  return names;
}

/** The names that are declared anywhere in a file. */
function declaredIn(tree) {
  const names = new Set(['arguments', 'undefined']);
  const declare = (pattern) => {
    if (pattern?.type === 'Identifier') names.add(pattern.name);
    else if (pattern?.type === 'ObjectPattern') pattern.properties.forEach((one) => declare(one.value ?? one.argument));
    else if (pattern?.type === 'ArrayPattern') pattern.elements.forEach(declare);
    else if (pattern) declare(pattern.left ?? pattern.argument);
  };
  full(tree, (node) => {
    if (node.type === 'VariableDeclarator') declare(node.id);
    if (/Function|Class(Decl|Expr)/.test(node.type)) declare(node.id);
    if (/Function/.test(node.type)) node.params.forEach(declare);
    if (node.type === 'CatchClause') declare(node.param);
    if (/^Import.*Specifier$/.test(node.type)) declare(node.local);
  });
  return names;
}

/** The globals and their members that a file uses, and the members of built-in objects that it may use. */
function globalsIn(tree, declared) {
  const found = new Set();
  const nameOf = ({ computed, property, key }) => (computed ? undefined : (property ?? key).name);
  const isGlobal = (node) => node.type === 'Identifier' && !declared.has(node.name);
  const add = (name) => {
    if (OTHER_GLOBALS.includes(name)) return;
    found.add(firstKnown(name, placesOf(name)));
  };
  simple(tree, {
    Identifier(node) {
      if (isGlobal(node)) add(node.name);
    },
    VariableDeclarator({ id, init }) {
      if (id.type === 'ObjectPattern' && init?.name === 'globalThis') id.properties.forEach((one) => add(nameOf(one)));
    },
    MemberExpression(node) {
      const name = nameOf(node);
      if (name === undefined || name === 'prototype') return;
      const { object } = node;
      if (object.name === 'globalThis') {
        add(name);
      } else if (isGlobal(object) && !OTHER_GLOBALS.includes(object.name)) {
        const members = placesOf(object.name).flatMap((place) => [`${place}.${name}`, `${place}.${name}_static`]);
        found.add(firstKnown(`${object.name}.${name}`, members));
      } else {
        // Of which object it is a member isn't known: it is taken to be of the one that had it first.
        if (membersCalled(name).length > 0) found.add(`member ${name}`);
      }
    },
  });
  return found;
}

/** Where a global may be listed. What all typed arrays have, like `from`, is listed at TypedArray. */
function placesOf(name) {
  if (name === 'WebAssembly') return ['webassembly.api'];
  const places = [`javascript.builtins.${name}`, `api.${name}`, `api.Window.${name}`];
  return /^(Big)?(Ui|I|Fl)\w*Array$/.test(name) ? [...places, 'javascript.builtins.TypedArray'] : places;
}

/** Returns the compatibility data of the members of this name. */
function membersCalled(name) {
  const classes = Object.entries(bcd.javascript.builtins).filter(([owner]) => !NAMESPACES.includes(owner));
  const owners = [...classes.map(([, owner]) => owner), ...INTERFACES.map((owner) => bcd.api[owner])];
  return owners.filter((owner) => Object.hasOwn(owner, name)).map((owner) => owner[name].__compat).filter(Boolean);
}

function firstKnown(what, names) {
  const known = names.find((name) => find(name)?.__compat);
  if (known === undefined) throw new Error(`browser-compat-data doesn't know ${what}`);
  return known;
}

/** Whether WebKit's bug 236843 may lose a variable of an initializer. */
function isFragile(value, text, declared) {
  let isNamed = false;
  simple(
    value,
    { Identifier: ({ name }) => (isNamed ||= declared.has(name)) },
    // Functions inside have scopes of their own.
    { ...base, Function() {} },
  );
  return isNamed && text.slice(value.start, value.end).includes('(');
}

function find(name) {
  return name.split('.').reduce((node, part) => node?.[part], bcd);
}

/** The features of the WebAssembly, as the build names them. */
export function wasmFeatures() {
  const text = readFileSync(join(ROOT, 'xtask/src/build/mod.rs'), 'utf8');
  const flags = text.match(/const WASM_FEATURES.*?\];/s)[0].matchAll(/--enable-([\w-]+)/g);
  const names = [...flags].map(([, flag]) => {
    if (!(flag in WASM_FEATURES)) throw new Error(`browsers.mjs doesn't know the feature ${flag} of the WebAssembly`);
    return WASM_FEATURES[flag];
  });
  return new Set(names.filter(Boolean));
}

/** What the published files need. */
export function published() {
  const folder = process.env.PACKAGE ?? join(ROOT, 'pkg');
  const found = new Set(wasmFeatures());
  for (const file of FILES) {
    const text = readFileSync(join(folder, file), 'utf8');
    for (const name of featuresIn(text, file.endsWith('.js'))) found.add(name);
  }
  return found;
}

/** Since which version a browser has a feature, as numbers; `Infinity` where it has it not. */
export function since(name, browser, found = new Set()) {
  if (name === FRAGILE_FIELD) return [0];
  if (name.startsWith('member ')) {
    const all = membersCalled(name.slice('member '.length));
    return all.map((compat) => versionOf(compat, browser)).sort(compare)[0];
  }
  return versionOf(find(name).__compat, browser, PART_IS_ENOUGH[name]?.(found));
}

function versionOf({ support }, browser, isPartEnough = false) {
  const given = support[browser];
  if (given === undefined) return browser === 'nodejs' || browser === 'deno' ? byEngine(support.chrome, browser) : [Infinity];
  const whole = (one) => !one.flags && !one.prefix && !one.alternative_name;
  const statements = [given].flat().filter(whole);
  if (isPartEnough) {
    const [part] = statements.filter((one) => one.partial_implementation).map(numbers).sort(compare).reverse();
    if (part) return part;
  }
  const versions = statements.filter((one) => !one.partial_implementation && !one.version_removed).map(numbers);
  return versions.sort(compare)[0] ?? [Infinity];
}

/** Of WebAssembly, browser-compat-data often lists browsers only: the first release with Chrome's engine. */
function byEngine(chrome, browser) {
  const [version] = versionOf({ support: { chrome } }, 'chrome');
  if (version === Infinity) return [Infinity];
  const wanted = [Math.floor(version / 10), version % 10];
  const releases = Object.entries(bcd.browsers[browser].releases);
  const fit = releases.filter(([, release]) => release.engine_version && compare(parts(release.engine_version), wanted) >= 0);
  return fit.map(([name]) => parts(name)).sort(compare)[0];
}

function numbers({ version_added: version }) {
  return typeof version === 'string' && version !== 'preview' ? parts(version) : [version === true ? 0 : Infinity];
}

function parts(version) {
  return version.replace('≤', '').split('.').map(Number);
}

export function compare(a, b) {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
  }
  return 0;
}

/** For each browser, the oldest version that has all features, and the features that it is the first with. */
export function oldest(features) {
  const needed = [...features].filter((name) => !(name in OPTIONAL));
  return Object.fromEntries(
    Object.keys(BROWSERS).map((browser) => {
      const all = needed.map((name) => ({ name, version: since(name, browser, features) }));
      const { version } = all.reduce((newest, one) => (compare(one.version, newest.version) > 0 ? one : newest));
      const because = all.filter((one) => compare(one.version, version) === 0).map((one) => one.name);
      return [browser, { version, because }];
    }),
  );
}

/** The built-in objects of JavaScript, and their members, that one of these versions of the browsers lacks. */
export function younger(features) {
  const floor = oldest(features);
  const isYounger = ({ __compat: compat }) =>
    ['chrome', 'firefox', 'safari'].some((browser) => {
      const versions = [compat.support[browser]].flat().map(numbers).sort(compare);
      return compare(versions[0], floor[browser].version) > 0;
    });
  const entries = Object.entries(bcd.javascript.builtins);
  return {
    globals: entries.filter(([, object]) => object.__compat && isYounger(object)).map(([name]) => name),
    members: entries.flatMap(([name, object]) =>
      Object.entries(object)
        .filter(([member, one]) => /^\w+$/.test(member) && one.__compat && isYounger(one))
        .map(([member]) => [name, member]),
    ),
  };
}

/** Returns the features that are left when a transpiler has rewritten the syntax. */
export function withoutSyntax(features) {
  const isSyntax = (name) => /^javascript\.(?!builtins\.)/.test(name) || name === FRAGILE_FIELD;
  return new Set([...features].filter((name) => !isSyntax(name)));
}

const OPEN = '<!-- table: browsers -->\n';
const CLOSE = '<!-- /table -->';

/** The table for README. */
export function table(features = published()) {
  const row = (title, set) => {
    const found = oldest(set);
    const versions = Object.keys(COLUMNS).map((browser) => found[browser].version.join('.'));
    return `| ${[title, ...versions].join(' | ')} |`;
  };
  return [
    `| the files | ${Object.values(COLUMNS).join(' | ')} |`,
    `| --- |${' --- |'.repeat(Object.keys(COLUMNS).length)}`,
    row('as published', features),
    row('transpiled', withoutSyntax(features)),
  ].join('\n');
}

/** README, and what is between the marks of its table. */
export function readme() {
  const text = readFileSync(README, 'utf8');
  const [before, rest] = text.split(OPEN);
  const end = rest?.indexOf(CLOSE) ?? -1;
  if (end < 0) throw new Error(`README.md lacks ${OPEN.trim()} or the ${CLOSE} after it`);
  return { table: rest.slice(0, end).trim(), replace: (made) => `${before}${OPEN}\n${made}\n\n${rest.slice(end)}` };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const features = published();
  console.log(table(features));
  for (const [title, set] of Object.entries({ 'As published': features, Transpiled: withoutSyntax(features) })) {
    console.log(`\n${title}`);
    for (const [browser, { version, because }] of Object.entries(oldest(set))) {
      console.log(`  ${BROWSERS[browser]} ${version.join('.')}: ${because.join(', ')}`);
    }
  }
  if (process.argv[2] === '--write') writeFileSync(README, readme().replace(table(features)));
}
