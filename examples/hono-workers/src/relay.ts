import { env } from 'cloudflare:workers';
import type { Context } from 'hono';
import { createRevokeRelay } from 'nomba-revoke/relay';
import { operatorOf } from './session';

interface RelayContext {
  c: Context;
  waitUntil(promise: Promise<unknown>): void;
}

const relay = createRevokeRelay<RelayContext>({
  baseUrl: env.NOMBA_BASE_URL,
  clientId: env.NOMBA_CLIENT_ID,
  authorize: async (_request, { c }) => {
    const actor = await operatorOf(c);
    if (actor) return { actor };
    const description = 'There is no session, or it has ended: sign in, then revoke the token again.';
    return c.json({ code: '401', description }, 401);
  },
  // The Worker's logs are the audit trail: they keep objects as they are.
  audit: (entry) => console.log(entry),
  store: {
    get: (key) => env.REVOCATIONS.get(key),
    set: (key, value, seconds) => env.REVOCATIONS.put(key, value, { expirationTtl: seconds }),
  },
  onError: (error) => console.error(error),
});

export function revoke(c: Context): Promise<Response> {
  // Where the page is gone before the answer, `waitUntil` keeps the Worker running until the token is revoked.
  return relay(c.req.raw, { c, waitUntil: (promise) => c.executionCtx.waitUntil(promise) });
}
