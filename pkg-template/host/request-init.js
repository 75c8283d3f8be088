/** @import { FetchInit, RevokeTokenRequest } from '../index.js' */

/**
 * What `fetch` is called with beside the endpoint. What is not given, or unknown to the runtime, is left out.
 *
 * @param {RevokeTokenRequest} fields
 * @param {Record<string, any>} options
 * @param {AbortSignal | undefined} signal
 * @param {string | undefined} key the idempotency key of a call to a relay
 */
export function requestInit(fields, { accountId, headers, credentials, keepalive }, signal, key) {
  const type = 'application/json';
  /** @type {FetchInit} */
  const init = {
    method: 'POST',
    headers: { 'content-type': type, accept: type },
    body: JSON.stringify(fields),
    redirect: 'manual',
    referrerPolicy: 'no-referrer',
  };
  if (accountId) init.headers.accountId = accountId;
  if (headers) init.headers = { ...init.headers, ...Object.fromEntries(headers) };
  if (key) init.headers['idempotency-key'] = key;
  if (credentials) init.credentials = credentials;
  if (keepalive) init.keepalive = true;
  if (signal) init.signal = signal;
  if (typeof Request === 'function' && 'cache' in Request.prototype) init.cache = 'no-store';
  return init;
}
