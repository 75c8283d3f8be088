/** Reads an input in a worker, and makes entries of what is in it. */

import { inspectToken, revokeTokenRequestSchema } from 'nomba-revoke';

/** A script's address is a privileged text where the policy of the page asks for Trusted Types. */
const policy = globalThis.trustedTypes?.createPolicy('worker', { createScriptURL: (url) => url });

/** Any client id of the right length: only the token is checked here. */
const CLIENT_ID = '0'.repeat(36);

/**
 * Starts reading; returns a function that stops it.
 *
 * @param {Blob} input
 * @param {{ format?: string, name?: string, tokenColumn?: string }} settings
 * @param {import('./list.js').TokenList} list gets what is read
 * @param {{ progress(bytes: number): void, end(problem?: string): void }} receiver `problem` says why the input
 *   could not be read to its end
 */
export function startReading(input, settings, list, receiver) {
  const url = new URL('./read-worker.js', document.baseURI).href;
  const worker = new Worker(policy?.createScriptURL(url) ?? url, { type: 'module' });
  let isOver = false;
  /** Messages are worked through one after the other. */
  let queue = Promise.resolve();
  const end = (problem) => {
    if (isOver) return;
    isOver = true;
    worker.terminate();
    receiver.end(problem);
  };
  const handle = async ({ type, items, bytes, message }) => {
    if (isOver) return;
    if (type === 'failed') end(message);
    else if (type === 'done') end();
    else {
      for (const item of items) list.add(await complete(item));
      receiver.progress(bytes);
    }
  };
  worker.addEventListener('message', ({ data }) => {
    queue = queue.then(() => handle(data)).catch((error) => end(String(error)));
  });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    end('The script that reads the input could not be loaded.');
  });
  worker.postMessage({ input, settings });
  return () => {
    isOver = true;
    worker.terminate();
  };
}

/** Adds to a token what the package reads from it, and what it says of its length. */
async function complete(item) {
  if (item.kind !== 'token') return item;
  const request = { clientId: CLIENT_ID, access_token: item.text };
  const { issues = [] } = await revokeTokenRequestSchema['~standard'].validate(request);
  const info = await inspectToken(item.text);
  const lengthProblem = item.damage ?? issues[0]?.message;
  const expiresAt = info?.expiresAt?.getTime() ?? null;
  return { ...item, lengthProblem, subject: info?.subject ?? null, expiresAt };
}
