import { loader } from './load.js';
// workerd compiles nothing at run time; the tool that builds the Worker compiles this module.
import module from './nomba_revoke_bg.wasm';
import { relayMaker } from './relay/create.js';

export { toNodeHandler } from './relay/node.js';
export const createRevokeRelay = /* @__PURE__ */ relayMaker(/* @__PURE__ */ loader(() => module));
