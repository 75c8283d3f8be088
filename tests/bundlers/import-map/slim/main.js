import { init, RevokeTokenError, revokeToken } from 'nomba-revoke/slim';
import { listen } from './form.js';

init(fetch(import.meta.resolve('nomba-revoke/nomba_revoke_bg.wasm')));

listen({ revokeToken, RevokeTokenError });
