// A page, and what it starts. Its query says where to try, and holds what is given to tryOut.
import * as api from '/node_modules/nomba-revoke/index.js';
import * as slim from '/node_modules/nomba-revoke/slim.js';
import { tryForbidden, tryOut } from './try-out.mjs';

const query = new URLSearchParams(location.search);
const given = JSON.parse(query.get('given'));
const source = () => fetch(given.wasm);

const PLACES = {
  page: () => tryOut({ ...given, api, inline: api, slim, source }),

  forbidden: () => tryForbidden({ api, slim, source }),

  worker: () =>
    new Promise((resolve, reject) => {
      const worker = new Worker('worker.mjs', { type: 'module' });
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(`the worker failed: ${message}`));
      worker.postMessage(given);
    }),

  'service worker': async () => {
    await navigator.serviceWorker.register('service-worker.js');
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    active.postMessage(given, [port2]);
    return new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
    });
  },
};

const report = await PLACES[query.get('place')]().catch((error) => ({ failed: String(error) }));
await fetch('/report', { method: 'POST', body: JSON.stringify(report) });
