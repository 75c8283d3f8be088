import encoded from './encoded.js';

/** The WebAssembly that this file carries inside, as xtask/src/encode.rs has written it down. */
export function bytes() {
  const found = [];
  let more = 0;
  for (let at = 0; at < encoded.length; at += 1) {
    const code = encoded.charCodeAt(at);
    if (code > 122) {
      more = (code - 122) * 84;
    } else {
      found.push(more + (code === 33 ? 57 : code - 35));
      more = 0;
    }
  }
  return Uint8Array.from(found);
}
