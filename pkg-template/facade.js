import { RevokeTokenError } from './error.js';

/**
 * The package's functions on top of a core.
 *
 * @param {() => object | Promise<object>} load from load.js; may throw
 */
export function createApi(load) {
  /** Calls `use` with the core: at once where it is there, so that a page in its end still sends. */
  const withCore = (use, reject) => {
    try {
      const core = load();
      // Not `instanceof Promise`: a test environment may have put its own in the place of the platform's.
      if (typeof core.then === 'function') core.then(use).catch(reject);
      else use(core);
    } catch (error) {
      reject(error);
    }
  };

  const revokeToken = (request, options) =>
    new Promise((resolve, reject) => {
      const fail = (members) => reject(new RevokeTokenError(members.name, members));
      withCore((core) => core.revokeToken(request, options, resolve, fail, reject), reject);
    });

  const inspectToken = (token) =>
    new Promise((resolve, reject) => {
      withCore((core) => resolve(core.inspectToken(token)), reject);
    });

  const validate = (value) => {
    let result;
    const later = new Promise((resolve, reject) => {
      withCore((core) => resolve((result = core.validateRequest(value))), reject);
    });
    return result ?? later;
  };

  const revokeTokenRequestSchema = {
    '~standard': { version: 1, vendor: 'nomba-revoke', validate },
  };

  return { revokeToken, inspectToken, revokeTokenRequestSchema };
}
