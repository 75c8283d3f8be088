import { batchRevoker } from './batch.js';
import { inspector, requestSchema, revoker } from './facade.js';
import { loader } from './load.js';
// workerd compiles nothing while it runs, but provides the modules that its own tools have compiled.
import module from './nomba_revoke_bg.wasm';

export { RevokeTokenError } from './error.js';
const load = /* @__PURE__ */ loader(() => module);
export const revokeToken = /* @__PURE__ */ revoker(load);
export const revokeTokens = /* @__PURE__ */ batchRevoker(load);
export const inspectToken = /* @__PURE__ */ inspector(load);
export const revokeTokenRequestSchema = /* @__PURE__ */ requestSchema(load);
