/**
 * The exports of `nomba-revoke` for Cloudflare Workers. This entry imports the `.wasm` file as a module, which the
 * tool that builds the Worker compiles. Tools that set the condition `workerd` take it for `nomba-revoke` as well.
 *
 * @module
 */
export * from './index.js';
