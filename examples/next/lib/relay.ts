import { createRevokeRelay, type RevokeRelay } from 'nomba-revoke/relay';
import { getSession } from '@/lib/session';
import { setting } from '@/lib/settings';

let relay: RevokeRelay | undefined;

/** Returns the relay. The first request makes it: `next build` loads the routes, and need not know the settings. */
export function getRelay(): RevokeRelay {
  relay ??= createRevokeRelay({
    baseUrl: setting('NOMBA_BASE_URL'),
    clientId: setting('NOMBA_CLIENT_ID'),
    authorize: async () => {
      const { operator } = await getSession();
      if (operator) return { actor: operator };
      const description = 'There is no session, or it has ended: sign in, then revoke the token again.';
      return Response.json({ code: '401', description }, { status: 401 });
    },
    audit: (entry) => console.log(JSON.stringify(entry)),
    onError: (error) => console.error(error),
  });
  return relay;
}
