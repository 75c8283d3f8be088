import { text } from './encoded.js';

/** The WebAssembly that this file carries inside, in hexadecimal. */
export function bytes() {
  if (Uint8Array.fromHex) return Uint8Array.fromHex(text);
  // Node before 25. By way of the global object, or a bundler may add a Buffer of its own.
  if (globalThis.Buffer?.from) return globalThis.Buffer.from(text, 'hex');
  return Uint8Array.from(text.match(/../g), (byte) => parseInt(byte, 16));
}
