// Node, Deno and Bun, by import. Arguments: what is given to tryOut, as JSON.
import * as api from 'nomba-revoke';
import * as inline from 'nomba-revoke/inline';
import * as slim from 'nomba-revoke/slim';
import { tryOut } from './try-out.mjs';

const { wasm, ...given } = JSON.parse(globalThis.Deno?.args[0] ?? process.argv[2]);
console.log(JSON.stringify(await tryOut({ ...given, api, inline, slim, source: () => fetch(wasm) })));
