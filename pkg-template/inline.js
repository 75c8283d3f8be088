import encoded from './encoded.js';

/** The WebAssembly that this file carries inside, as xtask/src/encode.rs has written it down. */
export function bytes() {
  // What is read is never behind what is written.
  const found = new TextEncoder().encode(encoded);
  let size = 0;
  let more = 0;
  for (let at = 0; at < found.length; at += 1) {
    const code = found[at];
    if (code > 122) {
      more = (code - 122) * 84;
    } else {
      found[size] = more + (code === 33 ? 57 : code - 35);
      size += 1;
      more = 0;
    }
  }
  return found.subarray(0, size);
}
