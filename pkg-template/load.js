import { RevokeTokenError } from './error.js';
import { evaluate } from './glue.js';

/** @import { Core } from './glue.js' */
/** @import { RevokeTokenErrorMembers } from './index.js' */

/**
 * Makes a function that returns the core, or a promise of it where the engine insists on compiling
 * asynchronously. Nothing happens before its first call, and a failure is not remembered.
 *
 * @param {() => BufferSource | WebAssembly.Module} source
 * @returns {() => Core | Promise<Core>}
 */
export function loader(source) {
  /** @type {any} */
  let core;
  return () => {
    if (core === undefined) {
      core = instantiate(source);
      core.then?.(
        (/** @type {Core} */ loaded) => {
          core = loaded;
        },
        () => {
          core = undefined;
        },
      );
    }
    return core;
  };
}

/**
 * @param {() => BufferSource | WebAssembly.Module} source
 * @returns {Core | Promise<Core>}
 */
function instantiate(source) {
  requirePlatform();
  // The glue makes a TextDecoder as soon as it is evaluated, so that waits until here.
  const core = evaluate();
  const imports = core.imports();
  const finish = (/** @type {WebAssembly.Instance} */ instance) => {
    core.finish(instance);
    return core;
  };
  /** @type {any} */
  let input;
  try {
    input = source();
    const module = input instanceof WebAssembly.Module ? input : new WebAssembly.Module(input);
    return finish(new WebAssembly.Instance(module, imports));
  } catch (error) {
    // Engines that refuse to compile more than a little on a page's main thread say RangeError. So do they where
    // there is no memory for the bytes.
    if (!(error instanceof RangeError && input)) throw notLoaded(error);
    return WebAssembly.instantiate(input, imports).then(
      // With a compiled module, `instantiate` resolves with the instance itself.
      (/** @type {any} */ loaded) => finish(loaded.instance ?? loaded),
      (reason) => {
        throw notLoaded(reason);
      },
    );
  }
}

/**
 * What engines say of known causes, and what to do about each.
 *
 * @type {[RegExp, string][]}
 */
const CAUSES = [
  [
    /content.security.policy|\bCSP\b|unsafe-eval|Refused to create a WebAssembly/i,
    "the Content-Security-Policy forbids WebAssembly; add 'wasm-unsafe-eval' to its script-src",
  ],
  [
    /disallowed by embedder/i,
    'this runtime compiles no WebAssembly on the fly; import from "nomba-revoke/workerd", which has it as a module',
  ],
  [
    /out of memory|allocat/i,
    'there is not enough memory for the WebAssembly; raise the limit on virtual memory (ulimit -v), or start Node.js with --disable-wasm-trap-handler',
  ],
];

/** Why an engine that knows WebAssembly has none. */
const SWITCHED_OFF = '; --jitless switches it off in Node.js, and so does the Lockdown Mode of Safari';

/**
 * Throws where the platform lacks one of these, or of what every core needs.
 *
 * @param {string[]} further
 */
export function requirePlatform(...further) {
  for (const name of ['WebAssembly', 'TextDecoder', 'TextEncoder', ...further]) {
    if (/** @type {any} */ (globalThis)[name] !== undefined) continue;
    throw loadError(`this context has no ${name}${name === 'WebAssembly' ? SWITCHED_OFF : ''}`);
  }
}

/**
 * @param {string} why
 * @param {RevokeTokenErrorMembers} [members]
 */
export function loadError(why, members) {
  const message = `nomba-revoke could not start, nothing was sent: ${why}`;
  return new RevokeTokenError('LoadError', { message, ...members });
}

/**
 * Returns the error of an engine that refused the WebAssembly as a LoadError that says why.
 *
 * @param {any} cause
 */
export function notLoaded(cause, otherwise = 'the engine refuses the WebAssembly') {
  const text = String(cause?.message ?? cause);
  const known = CAUSES.find(([pattern]) => pattern.test(text));
  return loadError(known ? known[1] : `${otherwise}: ${text}`, { cause });
}
