import { createApi } from './facade.js';
import { loader } from './load.js';
import { bytes } from './inline.js';

export { RevokeTokenError } from './error.js';
export const { revokeToken, inspectToken, revokeTokenRequestSchema } =
  /* @__PURE__ */ createApi(/* @__PURE__ */ loader(bytes));
