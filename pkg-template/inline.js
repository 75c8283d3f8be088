import { decoder, text } from './encoded.js';

/** The WebAssembly that this file carries inside, as xtask/src/encode.rs has written it down. */
export function bytes() {
  // See decode.wat.
  const module = new WebAssembly.Module(new Uint8Array(decoder));
  const { memory, decode } = new WebAssembly.Instance(module).exports;
  const all = new Uint8Array(memory.buffer);
  return all.subarray(0, decode(new TextEncoder().encodeInto(text, all).written));
}
