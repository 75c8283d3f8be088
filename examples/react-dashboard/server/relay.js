import { createRevokeRelay } from 'nomba-revoke/relay';
import { sessionOf } from './session.js';
import { settings } from './settings.js';

// Without the option `clientId`, each request has its own: the table holds tokens of several clients.
export const relay = createRevokeRelay({
  baseUrl: settings.baseUrl,
  authorize: async (_request, { req, res }) => {
    const { operator } = await sessionOf(req, res);
    if (operator) return { actor: operator };
    const description = 'There is no session, or it has ended: sign in, then revoke the tokens again.';
    return Response.json({ code: '401', description }, { status: 401 });
  },
  audit: (entry) => console.log(JSON.stringify(entry)),
  onError: (error) => console.error(error),
});
