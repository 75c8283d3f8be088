import { batchRevoker } from './batch.js';
import { inspector, requestSchema, revoker } from './facade.js';
import { bytes } from './inline.js';
import { loader } from './load.js';

export { RevokeTokenError } from './error.js';
const load = /* @__PURE__ */ loader(bytes);
export const revokeToken = /* @__PURE__ */ revoker(load);
export const revokeTokens = /* @__PURE__ */ batchRevoker(load);
export const inspectToken = /* @__PURE__ */ inspector(load);
export const revokeTokenRequestSchema = /* @__PURE__ */ requestSchema(load);
