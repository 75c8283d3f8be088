export * from './index.js';

/**
 * Loads this entry's WebAssembly: the file `nomba-revoke/nomba_revoke_bg.wasm` of the same version.
 * Before `init` is called, every call rejects with a `LoadError`; while `init` is pending, calls wait for
 * it. After a success, calling `init` again does nothing; after a failure, it may be called again.
 *
 * @throws {RevokeTokenError} (as a rejection) a `LoadError` whose message says what is wrong with the file
 * @throws {TypeError} (as a rejection) if `source` is not a {@link WasmSource}
 *
 * @example
 * import { init, revokeToken } from 'nomba-revoke/slim';
 *
 * await init(fetch('/assets/nomba_revoke_bg.wasm'));
 */
export function init(source: WasmSource | PromiseLike<WasmSource>): Promise<void>;

/** A `Response`, the bytes, or a `WebAssembly.Module`. */
export type WasmSource = WasmResponse | ArrayBuffer | ArrayBufferView | WasmModule;

/** The members of a `Response` that are used. Its media type doesn't matter. */
export interface WasmResponse {
  /** Whether the file was found. */
  readonly ok: boolean;
  /** The HTTP status, for the error's message. */
  readonly status: number;
  /** Returns the bytes. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A `WebAssembly.Module`. TypeScript has a type for it only with the DOM's types, so any object fits; `init` checks it. */
export type WasmModule = object;
