// The call that every row is tried with, in Node and, as it is, in a page.

/** A request that the schema admits; the token is no token. */
const REQUEST = { clientId: '0'.repeat(36), access_token: `${'fault'.repeat(60)}.` };

/**
 * How the last of some calls ends, one after another; a promise that never settles ends as `hung`.
 *
 * @param {{ revokeToken: Function, RevokeTokenError: Function }} package_
 * @param {object} options of the call
 * @param {{ calls?: number, bound: number, request?: object }} more `bound` in milliseconds
 */
export async function endOf({ revokeToken, RevokeTokenError }, options, { calls = 1, bound, request = REQUEST }) {
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
