/** 128 random bits in hexadecimal; undefined where there is no source of them. `randomUUID` is missing on plain http pages. */
export function randomKey() {
  const bytes = globalThis.crypto?.getRandomValues?.(new Uint8Array(16));
  return bytes && Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join('');
}
