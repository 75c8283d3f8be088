// A dedicated worker. Its message is what is given to tryOut.
import * as api from '/node_modules/nomba-revoke/index.js';
import * as slim from '/node_modules/nomba-revoke/slim.js';
import { tryOut } from './try-out.mjs';

onmessage = async ({ data: given }) => {
  const source = () => fetch(given.wasm);
  postMessage(await tryOut({ ...given, api, inline: api, slim, source }));
};
