import { text } from './encoded.js';

/** The WebAssembly that this file carries inside, in hexadecimal. */
export function bytes() {
  if (Uint8Array.fromHex) return Uint8Array.fromHex(text);
  // Node before 25. By way of the global object, or a bundler may add a Buffer of its own.
  if (globalThis.Buffer?.from) return globalThis.Buffer.from(text, 'hex');
  const all = new Uint8Array(text.length / 2);
  // Of the code of a letter the last four bits are nine too low.
  const digit = (/** @type {number} */ code) => (code & 15) + 9 * (code >> 6);
  for (let at = 0; at < all.length; at += 1) {
    all[at] = 16 * digit(text.charCodeAt(2 * at)) + digit(text.charCodeAt(2 * at + 1));
  }
  return all;
}
