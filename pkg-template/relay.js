import { bytes } from './inline.js';
import { loader } from './load.js';
import { relayMaker } from './relay/create.js';

export { toNodeHandler } from './relay/node.js';
export const createRevokeRelay = /* @__PURE__ */ relayMaker(/* @__PURE__ */ loader(bytes));
