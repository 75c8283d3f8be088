// How the default entry gets its core where the engine compiles nothing synchronously, in Node.
//
// Environment: CONSUMER, the project that the package is installed in.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';

const PACKAGE = join(process.env.CONSUMER, 'node_modules/nomba-revoke');
const NOT_JWT = 'not a token';

let copies = 0;
const fresh = () => import(`${pathToFileURL(join(PACKAGE, 'index.js'))}?copy=${(copies += 1)}`);

/** Runs `use` with another value in place of a member of `object`. */
async function replaced(object, name, value, use) {
  const before = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { value, configurable: true, writable: true });
  try {
    return await use();
  } finally {
    Object.defineProperty(object, name, before);
  }
}

/** An engine that compiles no more than 4 KB synchronously, as Chromium once did on a page's main thread. */
function refuse(Type) {
  return new Proxy(Type, {
    construct(target, [bytes]) {
      if (bytes.byteLength > 4_096) {
        throw new RangeError('WebAssembly.Module is disallowed on the main thread');
      }
      return new target(bytes);
    },
  });
}

describe('The default entry', () => {
  test('compiles asynchronously where the engine insists, once for several calls', async () => {
    const { inspectToken } = await fresh();
    let compiled = 0;
    const { instantiate } = WebAssembly;
    const counted = (source, imports) => {
      // Node compiles something of its own at times.
      if ('a' in (imports ?? {})) compiled += 1;
      return instantiate(source, imports);
    };
    await replaced(WebAssembly, 'Module', refuse(WebAssembly.Module), () =>
      replaced(WebAssembly, 'instantiate', counted, async () => {
        const calls = [inspectToken(NOT_JWT), inspectToken(NOT_JWT)];
        assert.deepEqual(await Promise.all(calls), [null, null]);
        assert.equal(await inspectToken(NOT_JWT), null);
      }),
    );
    assert.equal(compiled, 1);
  });

  test('does not remember a failed load, be it synchronous or not', async () => {
    const broken = { name: 'LoadError', outcome: 'not_revoked' };
    const fail = () => Promise.reject(new WebAssembly.CompileError('out of luck'));
    const { inspectToken } = await fresh();
    await replaced(WebAssembly, 'Module', refuse(WebAssembly.Module), () =>
      replaced(WebAssembly, 'instantiate', fail, () => assert.rejects(inspectToken(NOT_JWT), broken)),
    );
    const throwing = function () {
      throw new WebAssembly.CompileError('out of luck');
    };
    await replaced(WebAssembly, 'Instance', throwing, () =>
      assert.rejects(inspectToken(NOT_JWT), broken),
    );
    assert.equal(await inspectToken(NOT_JWT), null);
  });
});
