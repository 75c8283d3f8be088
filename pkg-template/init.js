import { loadError, loader, notLoaded, requirePlatform } from './load.js';
import { version } from './package.json';

/** @import { Core } from './glue.js' */
/** @import { WasmSource } from './slim.js' */

/** The part of the WebAssembly that says which version of the package it is of; see wasm/src/lib.rs. */
const SECTION = 'nomba-revoke';

/** @type {WebAssembly.Module | undefined} */
let module;
const start = /* @__PURE__ */ loader(() => /** @type {WebAssembly.Module} */ (module));

/** How many calls of `init` are under way, and what other calls wait for meanwhile. */
let running = 0;
/** @type {Promise<Core>} */
let pending;
/** @type {(core: Core) => void} */
let succeed;
/** @type {(reason: unknown) => void} */
let fail;

/** The core, or a promise of it while `init` is under way. */
export function load() {
  if (module !== undefined) return start();
  if (running > 0) return pending;
  throw loadError('nomba-revoke/slim has no WebAssembly yet; call init(source) first');
}

/**
 * Of several at once, the first that succeeds makes the core.
 *
 * @param {WasmSource | PromiseLike<WasmSource>} source
 */
export async function init(source) {
  if (running === 0) {
    pending = new Promise((resolve, reject) => {
      succeed = resolve;
      fail = reject;
    });
    pending.catch(() => {});
  }
  running += 1;
  try {
    succeed(await accept(source));
  } catch (error) {
    if (running === 1) fail(error);
    throw error;
  } finally {
    running -= 1;
  }
}

/** @param {WasmSource | PromiseLike<WasmSource>} source */
async function accept(source) {
  requirePlatform();
  let input;
  try {
    input = await source;
  } catch (cause) {
    throw loadError('the source given to init could not be had', { cause });
  }
  if (module === undefined) {
    const candidate = await compile(input);
    requireVersion(candidate);
    module ??= candidate;
  }
  try {
    return await start();
  } catch (error) {
    module = undefined;
    throw error;
  }
}

/**
 * @param {any} input
 * @returns {Promise<WebAssembly.Module>}
 */
async function compile(input) {
  if (kindOf(input) === 'WebAssembly.Module') return input;
  const bytes = await bytesOf(input);
  const beginning = new TextDecoder().decode(bytes.subarray(0, 100));
  if (!beginning.startsWith('\0asm')) {
    const html = /^\s*</.test(beginning) ? ' but an HTML page; check its address' : '';
    throw loadError(`what init was given is no WebAssembly${html}`);
  }
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw notLoaded(cause, 'the WebAssembly given to init is damaged or cut short');
  }
}

/** @param {any} input */
async function bytesOf(input) {
  if (ArrayBuffer.isView(input)) {
    return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  }
  if (kindOf(input) === 'ArrayBuffer') return new Uint8Array(input);
  if (typeof input?.arrayBuffer !== 'function') {
    throw new TypeError(
      'init takes a Response, a promise of one, bytes, or a WebAssembly.Module as "source"',
    );
  }
  if (input.ok === false) {
    throw loadError(`the address of the WebAssembly answered with status ${input.status}`);
  }
  // Not compileStreaming: it insists on a media type, and there is little to gain at this size.
  try {
    return new Uint8Array(await input.arrayBuffer());
  } catch (cause) {
    throw loadError('the Response given to init could not be read', { cause });
  }
}

/**
 * Of any realm.
 *
 * @param {unknown} value
 */
function kindOf(value) {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** @param {WebAssembly.Module} candidate */
function requireVersion(candidate) {
  const [section] = WebAssembly.Module.customSections(candidate, SECTION);
  if (section === undefined) {
    throw loadError('the WebAssembly given to init is not the one of nomba-revoke');
  }
  const found = new TextDecoder().decode(section);
  if (found !== version) {
    throw loadError(
      `the WebAssembly given to init is of version ${found}, the package of version ${version}`,
    );
  }
}
