import { init, RevokeTokenError, revokeToken } from 'nomba-revoke/slim';
import wasm from 'nomba-revoke/nomba_revoke_bg.wasm';
import { listen } from './form.js';

init(fetch(wasm));

listen({ revokeToken, RevokeTokenError });
