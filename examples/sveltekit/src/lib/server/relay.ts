import type { RequestEvent } from '@sveltejs/kit';
import { createRevokeRelay } from 'nomba-revoke/relay';
import { NOMBA_BASE_URL, NOMBA_CLIENT_ID } from '$app/env/private';

export const relay = createRevokeRelay<RequestEvent>({
  baseUrl: NOMBA_BASE_URL,
  clientId: NOMBA_CLIENT_ID,
  authorize: (_request, { locals }) => {
    if (locals.operator) return { actor: locals.operator };
    const description = 'There is no session, or it has ended: sign in, then revoke the token again.';
    return Response.json({ code: '401', description }, { status: 401 });
  },
  audit: (entry) => console.log(JSON.stringify(entry)),
  onError: (error) => console.error(error),
});
