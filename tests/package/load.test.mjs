// How the default entry gets its core on a platform that lacks something, in Node.
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

/** An engine that compiles nothing synchronously, as Chromium once did on a page's main thread. */
function refuse(Type) {
  return new Proxy(Type, {
    construct() {
      throw new RangeError('WebAssembly.Module is disallowed on the main thread');
    },
  });
}

describe('The default entry', () => {
  for (const name of ['WebAssembly', 'TextDecoder', 'TextEncoder']) {
    test(`can be imported without ${name}; a call then names it, and a later one may succeed`, async () => {
      const { inspectToken } = await replaced(globalThis, name, undefined, async () => {
        const loaded = await fresh();
        await assert.rejects(loaded.inspectToken(NOT_JWT), (error) => {
          assert.equal(error.name, 'LoadError');
          assert.match(error.message, new RegExp(`has no ${name}$`));
          return true;
        });
        return loaded;
      });
      assert.equal(await inspectToken(NOT_JWT), null);
    });
  }

  test('can be imported without fetch; a call then names it, and one with the option does not', async () => {
    const { revokeToken } = await fresh();
    const request = { clientId: 'x'.repeat(36), access_token: 'x'.repeat(400) };
    const fetch = async () => new Response('{"code":"00"}');
    await replaced(globalThis, 'fetch', undefined, async () => {
      await assert.rejects(revokeToken(request), { name: 'LoadError', message: /no fetch/ });
      assert.equal((await revokeToken(request, { fetch })).code, '00');
    });
  });

  test('compiles asynchronously where the engine insists, once for several calls', async () => {
    const { inspectToken } = await fresh();
    let compiled = 0;
    const { instantiate } = WebAssembly;
    const counted = (...given) => {
      compiled += 1;
      return instantiate(...given);
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
