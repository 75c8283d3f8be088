import { loadError, loader, notLoaded, requirePlatform } from './load.js';
import { version } from './package.json';

/** The part of the WebAssembly that says which version of the package it is of; see src/edge/mod.rs. */
const SECTION = 'nomba-revoke';

let module;
const start = /* @__PURE__ */ loader(() => module);

/** How many calls of `init` are under way, and what other calls wait for meanwhile. */
let running = 0;
let pending;
let succeed;
let fail;

/** The core, or a promise of it while `init` is under way. */
export function load() {
  if (module !== undefined) return start();
  if (running > 0) return pending;
  throw loadError('nomba-revoke/slim has no WebAssembly yet; call init(source) first');
}

/** Of several at once, the first that succeeds makes the core. */
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

async function accept(source) {
  requirePlatform();
  let given;
  try {
    given = await source;
  } catch (cause) {
    throw loadError('the source given to init could not be had', { cause });
  }
  if (module === undefined) {
    const candidate = await compile(given);
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

async function compile(given) {
  if (kindOf(given) === 'WebAssembly.Module') return given;
  const bytes = await bytesOf(given);
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

async function bytesOf(given) {
  if (ArrayBuffer.isView(given)) {
    return new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  }
  if (kindOf(given) === 'ArrayBuffer') return new Uint8Array(given);
  if (typeof given?.arrayBuffer !== 'function') {
    throw new TypeError(
      'init takes a Response, a promise of one, bytes, or a WebAssembly.Module as "source"',
    );
  }
  if (given.ok === false) {
    throw loadError(`the address of the WebAssembly answered with status ${given.status}`);
  }
  // Not compileStreaming: it insists on a media type, and there is little to gain at this size.
  try {
    return new Uint8Array(await given.arrayBuffer());
  } catch (cause) {
    throw loadError('the Response given to init could not be read', { cause });
  }
}

/** Of any realm. */
function kindOf(value) {
  return Object.prototype.toString.call(value).slice(8, -1);
}

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
