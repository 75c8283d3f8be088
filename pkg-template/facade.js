import { RevokeTokenError } from './error.js';
import { inspect, listen, reasonOf, revoke, unlisten, validate } from './host.js';

// The package's functions on top of a core: each is made from what load.js or init.js loads it with,
// `load: () => object | Promise<object>`, which may throw. Made one by one, they can be left out one
// by one by a bundler. They are in objects, by their names, because a bundler renames functions, and stack traces
// say so.

export function revoker(load) {
  return {
    revokeToken(request, options) {
      return new Promise((resolve, reject) => {
        const fail = (members) => reject(new RevokeTokenError(members.name, members));
        const use = (core) => revoke(core, request, options, { resolve, fail, reject });
        withCore(load, use, reject, options);
      });
    },
  }.revokeToken;
}

export function inspector(load) {
  return {
    inspectToken(token) {
      return new Promise((resolve, reject) => {
        withCore(load, (core) => resolve(inspect(core, token)), reject);
      });
    },
  }.inspectToken;
}

export function requestSchema(load) {
  return {
    '~standard': {
      version: 1,
      vendor: 'nomba-revoke',
      validate(value) {
        let result;
        const later = new Promise((resolve, reject) => {
          withCore(load, (core) => resolve((result = validate(core, value))), reject);
        });
        return result ?? later;
      },
    },
  };
}

/** Calls `use` with the core: at once where it is there, so that a page in its end still sends. */
export function withCore(load, use, reject, options) {
  try {
    const core = load();
    // Not `instanceof Promise`: a test environment may have put its own in the place of the platform's.
    if (typeof core.then !== 'function') use(core);
    else untilAborted(core, options, reject).then(use).catch(reject);
  } catch (error) {
    reject(error);
  }
}

/** Waits for a core that is on its way; an abort meanwhile ends the call, not the loading. */
async function untilAborted(core, options, reject) {
  let signal;
  const stop = () => reject(reasonOf(signal));
  try {
    signal = options.signal;
    if (signal.aborted === true) stop();
    listen(signal, stop);
  } catch {
    // What is wrong with the options is for the core to say.
  }
  try {
    return await core;
  } finally {
    unlisten(signal, stop);
  }
}
