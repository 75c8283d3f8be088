// node first-call.mjs FOLDER: rewrites the modules of a package in the making, so that a page waits less for
// its first call.
//
// An engine compiles most functions one by one, as they are called for the first time, while the page waits.
// One in parentheses V8 and SpiderMonkey compile along with its file, which a browser does beside the page.
// So the functions are put into them that run until the request of a first call is sent; which those are is
// seen by making one.
import { readFile, realpath, writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { pathToFileURL } from 'node:url';
import { parse } from 'acorn';
import { ancestor } from 'acorn-walk';
import MagicString from 'magic-string';

// The modules' own addresses have no links in them.
const folder = pathToFileURL(`${await realpath(process.argv[2])}/`);

let rewritten = 0;
for (const { url, functions } of await coverage(firstCall)) {
  if (!url.startsWith(folder.href)) continue;
  const called = new Set();
  for (const { ranges } of functions) {
    // The first range is the function, and others would be parts of it.
    const [{ startOffset, endOffset, count }] = ranges;
    if (count > 0) called.add(`${startOffset}-${endOffset}`);
  }
  const file = new URL(url);
  const text = await readFile(file, 'utf8');
  await writeFile(file, rewrite(text, ({ start, end }) => called.has(`${start}-${end}`)));
  rewritten += 1;
}
if (rewritten === 0) throw new Error(`No module of ${folder} has taken part in a first call`);

// The call that was made still waits.
process.exit();

/**
 * Makes a call as far as `fetch`, which sends nothing and never answers. Of the options there is the one that
 * has most to do: a base URL.
 */
async function firstCall() {
  const { revokeToken } = await import(new URL('index.js', folder));
  const request = { clientId: 'x'.repeat(36), access_token: 'x'.repeat(400) };
  await new Promise((resolve, reject) => {
    const fetch = () => {
      resolve();
      return new Promise(() => {});
    };
    revokeToken(request, { baseUrl: 'http://127.0.0.1', fetch }).catch(reject);
  });
}

/** The functions of all modules, with how often `run` has called each. */
async function coverage(run) {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true });
  await run();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  session.disconnect();
  return result;
}

/** A module with the functions in parentheses for which `isCalled`. */
function rewrite(text, isCalled) {
  const code = new MagicString(text);
  const source = ({ start, end }) => text.slice(start, end);
  const around = ({ start, end }, before, after) => code.appendLeft(start, before).appendRight(end, after);
  /** Classes of which methods have become functions. */
  const classes = new Set();

  const visitFunction = (node, _, ancestors) => {
    const parent = ancestors.at(-2);
    // The place of a method includes its name.
    const isMethod = parent.value === node && (parent.method || parent.type === 'MethodDefinition');
    if (!isCalled(isMethod ? parent : node)) return;
    if (node.type === 'FunctionDeclaration') {
      around(node, `const ${node.id.name} = (`, ');');
    } else if (!isMethod) {
      around(node, '(', ')');
    } else {
      visitMethod(node, parent, ancestors);
    }
  };

  const visitMethod = (node, { type, kind, key, computed, start }, ancestors) => {
    // A constructor can't be apart from its class, nor can a private method or a getter be assigned to.
    const isOrdinary = kind === 'method' || kind === 'init';
    if (!isOrdinary || computed || key.type === 'PrivateIdentifier') return;
    const name = source(key);
    const keyword = `${node.async ? 'async ' : ''}function${node.generator ? '*' : ''}`;
    if (type === 'Property') {
      code.overwrite(start, node.start, `${name}: (${keyword}`);
      code.appendRight(node.end, ')');
    } else {
      // In the body of the class, to reach what is private in it. A static block is younger than Safari 15.
      code.overwrite(start, node.start, `static #_${name} = (this.prototype.${name} = (${keyword}`);
      code.appendRight(node.end, '));');
      classes.add(ancestors.findLast((ancestor) => ancestor.type === 'ClassDeclaration'));
    }
  };

  // Where a function that the module imports names fewer parameters than it is given, Node 20 compiles a way to
  // it that no other has, which a first call waits for as well. Of wasm-bindgen's, those that pass on all
  // `arguments` name none.
  const visitCall = ({ arguments: [inner, all] }, _, ancestors) => {
    if (all?.name !== 'arguments') return;
    const shim = ancestors.findLast(({ type }) => type === 'FunctionExpression');
    if (shim.params.length > 0) return;
    code.appendLeft(text.indexOf('(', shim.start) + 1, inner.params.map(source).join(', '));
  };

  ancestor(parse(text, { ecmaVersion: 'latest', sourceType: 'module' }), {
    FunctionDeclaration: visitFunction,
    FunctionExpression: visitFunction,
    ArrowFunctionExpression: visitFunction,
    CallExpression: visitCall,
  });
  for (const node of classes) {
    // A bundler keeps a class that does something as it is made, unless a comment calls that pure. No arrow
    // function: Babel breaks the private methods of a class that one returns without a block.
    around(node, `const ${node.id.name} = /* @__PURE__ */ (function () { return `, '; })();');
  }
  return code.toString();
}
