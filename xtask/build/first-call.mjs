// node first-call.mjs FOLDER: rewrites the modules of a package in the making, so that a page waits less for
// its first call.
//
// An engine compiles most functions one by one, as they are called for the first time, while the page waits.
// One in parentheses it compiles along with its file, which a browser does beside the page. So the functions
// are put into them that run until the first request is sent; which those are is seen by making a call.
import { readFile, writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { pathToFileURL } from 'node:url';
import { parse } from 'acorn';
import { ancestor } from 'acorn-walk';
import MagicString from 'magic-string';

const folder = pathToFileURL(`${process.argv[2]}/`);

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
  await writeFile(file, rewritten(text, ({ start, end }) => called.has(`${start}-${end}`)));
}

// The call that was made still waits.
process.exit();

/** Makes a call as far as `fetch`, which sends nothing and never answers. */
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
function rewritten(text, isCalled) {
  const code = new MagicString(text);
  const source = ({ start, end }) => text.slice(start, end);
  const around = ({ start, end }, before, after) => code.appendLeft(start, before).appendRight(end, after);
  /** Classes that methods have been taken out of. */
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

  const visitMethod = (node, { type, kind, key, start }, ancestors) => {
    const name = source(key);
    const keyword = `${node.async ? 'async ' : ''}function${node.generator ? '*' : ''}`;
    if (type === 'Property') {
      code.overwrite(start, node.start, `${name}: (${keyword}`);
      code.appendRight(node.end, ')');
    } else if (kind === 'method') {
      if (key.type === 'PrivateIdentifier') {
        throw new Error(`A first call runs the method ${name}: it can't be compiled ahead while it is private`);
      }
      // In the body of the class, to reach what is private in it. A static block is younger than Safari 15.
      code.overwrite(start, node.start, `static #_${name} = (this.prototype.${name} = (${keyword}`);
      code.appendRight(node.end, '));');
      classes.add(ancestors.findLast((ancestor) => ancestor.type === 'ClassDeclaration'));
    }
  };

  // A shim of wasm-bindgen's may hand on `arguments` and name none. For a function that takes fewer than the
  // module gives, Node 20 makes code of its own, which takes 0.14 ms.
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
    // A class that does something as it is made can't be left out by a bundler, unless it is told so.
    around(node, `const ${node.id.name} = /* @__PURE__ */ (() => `, ')();');
  }
  return code.toString();
}
