import { bulkRevoker } from './bulk.js';
import { inspector, requestSchema, revoker } from './facade.js';
import { bytes } from './inline.js';
import { loader } from './load.js';

export { RevokeTokenError } from './error.js';
const load = /* @__PURE__ */ loader(bytes);
export const revokeToken = /* @__PURE__ */ revoker(load);
export const revokeTokens = /* @__PURE__ */ bulkRevoker(load);
export const inspectToken = /* @__PURE__ */ inspector(load);
export const revokeTokenRequestSchema = /* @__PURE__ */ requestSchema(load);
