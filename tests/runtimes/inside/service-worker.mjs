// A service worker; bundled, since not every browser takes one that imports.
import * as api from 'nomba-revoke';
import * as slim from 'nomba-revoke/slim';
import { tryOut } from './try-out.mjs';

addEventListener('message', (event) => {
  const { data: given, ports } = event;
  const source = () => fetch(given.wasm);
  event.waitUntil(
    tryOut({ ...given, api, inline: api, slim, source }).then((report) => {
      ports[0].postMessage(report);
    }),
  );
});
