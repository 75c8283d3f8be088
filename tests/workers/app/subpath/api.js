import { revokeToken, revokeTokens } from 'nomba-revoke/workerd';

export const load = () => ({ revokeToken, revokeTokens });
