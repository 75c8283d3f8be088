import { batchRevoker } from './batch.js';
import { inspector, requestSchema, revoker } from './facade.js';
import { load } from './init.js';

export { RevokeTokenError } from './error.js';
export { init } from './init.js';
export const revokeToken = /* @__PURE__ */ revoker(load);
export const revokeTokens = /* @__PURE__ */ batchRevoker(load);
export const inspectToken = /* @__PURE__ */ inspector(load);
export const revokeTokenRequestSchema = /* @__PURE__ */ requestSchema(load);
