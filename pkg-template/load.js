import { RevokeTokenError } from './error.js';

/**
 * Makes a function that returns the core, or a promise of it where the engine insists on compiling
 * asynchronously. Nothing happens before its first call, and a failure is not remembered.
 *
 * @param {() => BufferSource | WebAssembly.Module} source
 */
export function loader(source) {
  let core;
  let pending;
  return () => {
    if (core !== undefined) return core;
    if (pending !== undefined) return pending;
    const glue = evaluateGlue();
    const module = source();
    try {
      glue.initSync({ module });
    } catch (error) {
      // Engines that refuse to compile more than a little on a page's main thread say RangeError.
      if (!(error instanceof RangeError)) throw loadError(error);
      pending = glue.default({ module_or_path: module }).then(
        () => {
          core = glue;
          return core;
        },
        (reason) => {
          pending = undefined;
          throw loadError(reason);
        },
      );
      return pending;
    }
    core = glue;
    return core;
  };
}

/**
 * The glue makes a TextDecoder as soon as it is evaluated, so that waits for the first call. The
 * bundler turns this `require` into a function of its own; it doesn't survive into the package.
 */
function evaluateGlue() {
  for (const name of ['WebAssembly', 'TextDecoder', 'TextEncoder']) {
    if (globalThis[name] === undefined) {
      throw new RevokeTokenError('LoadError', {
        message: `nomba-revoke could not start, nothing was sent: this context has no ${name}`,
      });
    }
  }
  return require('./nomba_revoke.js');
}

function loadError(cause) {
  const text = String(cause?.message ?? cause);
  const policy = /content.security.policy|\bCSP\b|unsafe-eval|Refused to create a WebAssembly/i;
  let why = 'the WebAssembly does not load here';
  if (policy.test(text)) {
    why =
      "the Content-Security-Policy forbids WebAssembly; add 'wasm-unsafe-eval' to its script-src";
  } else if (/disallowed by embedder/i.test(text)) {
    why = 'this runtime compiles no WebAssembly on the fly; use the entry made for it (workerd)';
  }
  return new RevokeTokenError('LoadError', {
    message: `nomba-revoke could not start, nothing was sent: ${why}`,
    cause,
  });
}
