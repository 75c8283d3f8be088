// The call that every row is tried with, in Node and, as it is, in a page.

/** A request that the schema admits; the token is no token. */
const REQUEST = { clientId: '0'.repeat(36), access_token: `${'fault'.repeat(60)}.` };

/**
 * How the last of some calls ends, one after another; a promise that never settles ends as `hung`.
 *
 * @param {{ revokeToken: Function, RevokeTokenError: Function }} package_
 * @param {object} options of the call
 * @param {{ calls?: number, bound: number, request?: object, follows?: boolean }} more `bound` in milliseconds;
 *   `follows`: by a `fetch` that follows redirects
 */
export async function endOf({ revokeToken, RevokeTokenError }, options, more) {
  const { calls = 1, bound, request = REQUEST, follows = false } = more;
  if (follows) options = { ...options, fetch: globalThis.XMLHttpRequest ? overXmlHttpRequest : following };
  let timer;
  const hung = new Promise((resolve) => {
    timer = setTimeout(resolve, bound, { name: 'hung' });
  });
  let end;
  for (let call = 0; call < calls; call += 1) {
    // Time for the connection to be known as free again.
    if (call > 0) await new Promise((resolve) => setTimeout(resolve, 100));
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
  return end;
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
