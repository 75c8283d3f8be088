import { RevokeTokenError } from './error.js';
import base64 from './nomba_revoke_bg.wasm';

/** The WebAssembly that this file carries inside. */
export function bytes() {
  if (globalThis.atob === undefined) {
    throw new RevokeTokenError('LoadError', {
      message: 'nomba-revoke could not start, nothing was sent: this context has no atob',
    });
  }
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
