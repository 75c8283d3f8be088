// The same by require.
const api = require('nomba-revoke');
const inline = require('nomba-revoke/inline');
const slim = require('nomba-revoke/slim');

const { wasm, ...given } = JSON.parse(globalThis.Deno?.args[0] ?? process.argv[2]);
import('./try-out.mjs')
  .then(({ tryOut }) => tryOut({ ...given, api, inline, slim, source: () => fetch(wasm) }))
  .then((report) => console.log(JSON.stringify(report)));
