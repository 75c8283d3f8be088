// What TypeScript's own declarations lack.

/** The file that a Worker's tool compiles. */
declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}

/** In Node.js. */
declare var Buffer: { from(text: string, encoding: 'hex'): Uint8Array<ArrayBuffer> } | undefined;

/** Not in Firefox before 138. */
interface ErrorConstructor {
  captureStackTrace?(target: object, constructor: Function): void;
}
