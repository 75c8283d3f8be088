import encoded from './encoded.js';

/** The WebAssembly that this file carries inside, as xtask/src/encode.rs has written it down. */
export function bytes() {
  const found = new Uint8Array(encoded.length);
  let size = 0;
  let more = 0;
  for (let at = 0; at < encoded.length; at += 1) {
    const code = encoded.charCodeAt(at);
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
