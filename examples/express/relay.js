import { createRevokeRelay } from 'nomba-revoke/relay';
import { writeEntry } from './audit.js';
import { settings } from './settings.js';

export const relay = createRevokeRelay({
  baseUrl: settings.baseUrl,
  clientId: settings.clientId,
  authorize: (_request, { req }) => {
    const { operator } = req.session;
    if (operator) return { actor: operator };
    const description = 'There is no session, or it has ended: sign in, then revoke the token again.';
    return Response.json({ code: '401', description }, { status: 401 });
  },
  audit: writeEntry,
  onError: (error) => console.error(error),
});
