import { init, revokeToken, revokeTokens } from 'nomba-revoke/slim';
import module from 'nomba-revoke/nomba_revoke_bg.wasm?module';

const ready = init(module);

export const load = () => ready.then(() => ({ revokeToken, revokeTokens }));
