import { init, RevokeTokenError, revokeToken } from 'nomba-revoke/slim';
import { listen } from './form.js';

init(fetch(new URL('nomba-revoke/nomba_revoke_bg.wasm', import.meta.url)));

listen({ revokeToken, RevokeTokenError });
