// What a browser's own types give to `init`.
import { init } from 'nomba-revoke/slim';

const address = new URL('nomba_revoke_bg.wasm', 'https://example.com');

export const starts: Promise<void>[] = [
  init(fetch(address)),
  init(new Response()),
  init(new Blob([]).arrayBuffer()),
  init(WebAssembly.compileStreaming(fetch(address))),
  init(new WebAssembly.Module(new Uint8Array())),
];
