import { RevokeTokenError } from './error.js';
import { revoke, validate } from './host/call.js';
import { listen, reasonOf, unlisten } from './host/signal.js';
import { inspect } from './host/token.js';

/** @import { Core } from './glue.js' */
/** @import { SchemaResult, TokenInfo } from './index.js' */
/** @import { Settle } from './host/call.js' */

/**
 * Returns the core, or a promise of it. May throw.
 *
 * @typedef {() => Core | Promise<Core>} Load
 */

// The package's functions on top of a core: each is made from what load.js or init.js loads it with,
// `load: () => object | Promise<object>`, which may throw. Made one by one, they can be left out one
// by one by a bundler. They are in objects, by their names, because a bundler renames functions, and stack traces
// say so.

/** @param {Load} load */
export function revoker(load) {
  return {
    /**
     * @param {unknown} request
     * @param {unknown} options
     */
    revokeToken(request, options) {
      return new Promise((resolve, reject) => {
        /** @type {Settle['fail']} */
        const fail = (members) => reject(new RevokeTokenError(members.name, members));
        /** @param {Core} core */
        const use = (core) => revoke(core, request, options, { resolve, fail, reject });
        withCore(load, use, reject, options);
      });
    },
  }.revokeToken;
}

/** @param {Load} load */
export function inspector(load) {
  return {
    /**
     * @param {unknown} token
     * @returns {Promise<TokenInfo | null>}
     */
    inspectToken(token) {
      return new Promise((resolve, reject) => {
        withCore(load, (core) => resolve(inspect(core, token)), reject);
      });
    },
  }.inspectToken;
}

/** @param {Load} load */
export function requestSchema(load) {
  return {
    '~standard': {
      version: 1,
      vendor: 'nomba-revoke',
      /** @param {unknown} value */
      validate(value) {
        /** @type {SchemaResult | undefined} */
        let result;
        /** @type {Promise<SchemaResult>} */
        const later = new Promise((resolve, reject) => {
          withCore(load, (core) => resolve((result = validate(core, value))), reject);
        });
        return result ?? later;
      },
    },
  };
}

/**
 * Calls `use` with the core: at once where it is there, so that a page in its end still sends.
 *
 * @param {Load} load
 * @param {(core: Core) => void} use
 * @param {(reason: unknown) => void} reject
 * @param {unknown} [options]
 */
export function withCore(load, use, reject, options) {
  try {
    /** @type {any} */
    const core = load();
    // Not `instanceof Promise`: a test environment may have put its own in the place of the platform's.
    if (typeof core.then !== 'function') use(core);
    else untilAborted(core, options, reject).then(use).catch(reject);
  } catch (error) {
    reject(error);
  }
}

/**
 * Waits for a core that is on its way; an abort meanwhile ends the call, not the loading.
 *
 * @param {Promise<Core>} core
 * @param {any} options
 * @param {(reason: unknown) => void} reject
 */
async function untilAborted(core, options, reject) {
  /** @type {any} */
  let signal;
  const stop = () => reject(reasonOf(signal));
  try {
    signal = options.signal;
    if (signal.aborted === true) stop();
    listen(signal, stop);
  } catch {
    // The core reports wrong options.
  }
  try {
    return await core;
  } finally {
    unlisten(signal, stop);
  }
}
