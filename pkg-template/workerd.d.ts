/**
 * The exports of `nomba-revoke` for Cloudflare Workers. This entry imports the `.wasm` file as a module, which the
 * tool that builds the Worker compiles. Tools that set the condition `workerd` resolve `nomba-revoke` to this entry.
 *
 * @module
 */
export * from './index.js';
