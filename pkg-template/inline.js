import { requirePlatform } from './load.js';
import base64 from './nomba_revoke_bg.wasm';

/** The WebAssembly that this file carries inside. */
export function bytes() {
  requirePlatform('atob');
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
