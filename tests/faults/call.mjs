// The call that every row is tried with, in Node and, as it is, in a page.

const { setTimeout } = globalThis;

/** A request that the schema admits; the token is no token. */
const REQUEST = { clientId: '0'.repeat(36), access_token: `${'fault'.repeat(60)}.` };

/**
 * How the last of some calls ends, one after another; a promise that never settles ends as `hung`.
 *
 * @param {{ revokeToken: Function, RevokeTokenError: Function }} package_
 * @param {object} options of the call
 * @param {{ calls?: number, bound: number, request?: object, follows?: boolean,
 *   untilMet?: (attempts: number) => Promise<void> }} more `bound` in milliseconds; `follows`: by a `fetch` that follows
 *   redirects; `untilMet` resolves when the server has met so many attempts: the time of an attempt begins then, however
 *   long it takes to get there
 */
export async function endOf({ revokeToken, RevokeTokenError }, options, more) {
  const { calls = 1, bound, request = REQUEST, follows = false, untilMet } = more;
  if (follows) options = { ...options, fetch: globalThis.XMLHttpRequest ? overXmlHttpRequest : following };
  let timer;
  const hung = new Promise((resolve) => {
    timer = setTimeout(resolve, bound, { name: 'hung' });
  });
  if (untilMet) globalThis.setTimeout = timerAfter(untilMet, options.timeout);
  let end;
  for (let call = 0; call < calls; call += 1) {
    // Time for the connection to be known as free again.
    if (call > 0) await pass(100);
    end = await Promise.race([
      hung,
      revokeToken(request, options).then(
        (response) => ({ name: null, outcome: 'revoked', ...response }),
        (error) => {
          if (!(error instanceof RevokeTokenError)) return { name: `not ours: ${error}` };
          const { name, outcome, attempts, status, code, description, rateLimit, retryAfter } = error;
          return { name, outcome, attempts, status, code, description, rateLimit, retryAfter };
        },
      ),
    ]);
  }
  clearTimeout(timer);
  globalThis.setTimeout = setTimeout;
  return end;
}

/** A `setTimeout` that starts the timers of so many milliseconds, one an attempt, when the server has met the attempt. */
function timerAfter(untilMet, time) {
  let attempts = 0;
  return (callback, delay, ...given) => {
    if (delay !== time) return setTimeout(callback, delay, ...given);
    attempts += 1;
    untilMet(attempts)
      .then(() => pass(time))
      .then(callback);
    // The package ignores a timer that it has cleared.
    return undefined;
  };
}

/** Waits in steps: where the process stands still, one of them passes, and not the whole time. */
async function pass(milliseconds) {
  const steps = 10;
  for (let step = 0; step < steps; step += 1) await new Promise((resolve) => setTimeout(resolve, milliseconds / steps));
}

/** The platform's own, which follows redirects whatever its options say. */
export function following(url, init) {
  return fetch(url, { ...init, redirect: 'follow' });
}

/** A `fetch` as polyfills and React Native have it: an XMLHttpRequest follows every redirect, and has the address only. */
function overXmlHttpRequest(url, { method, headers, body, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.onload = () => {
      const lines = request.getAllResponseHeaders().trim().split('\r\n');
      resolve({
        status: request.status,
        url: request.responseURL,
        headers: new Map(lines.map((line) => line.split(/: (.*)/s, 2))),
        text: async () => request.responseText,
      });
    };
    request.onerror = () => reject(new TypeError('Network request failed'));
    signal.addEventListener('abort', () => request.abort());
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send(body);
  });
}
