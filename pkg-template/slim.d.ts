export * from './index.js';

/**
 * Gives this entry its WebAssembly: the file `nomba-revoke/nomba_revoke_bg.wasm` of the same version.
 * Before, every call rejects with a `LoadError`; while `init` is under way, calls wait for it. Once it
 * has succeeded, calling it again does nothing; where it failed, it may be called again.
 *
 * @throws {RevokeTokenError} (as a rejection) a `LoadError` whose message says what is wrong with it
 * @throws {TypeError} (as a rejection) where `source` is none of these
 *
 * @example
 * import { init, revokeToken } from 'nomba-revoke/slim';
 *
 * await init(fetch('/assets/nomba_revoke_bg.wasm'));
 */
export function init(source: WasmSource | PromiseLike<WasmSource>): Promise<void>;

/** A `Response`, the bytes, or a `WebAssembly.Module`. */
export type WasmSource = WasmResponse | ArrayBuffer | ArrayBufferView | WasmModule;

/** The parts of a `Response` that are used. Its media type doesn't matter. */
export interface WasmResponse {
  /** Whether the file was found. */
  readonly ok: boolean;
  /** The HTTP status, for the message where it was not. */
  readonly status: number;
  /** The bytes. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A `WebAssembly.Module`. TypeScript can't tell one from other objects; `init` does. */
export type WasmModule = object;
