import { revokeToken, revokeTokens } from 'nomba-revoke';

export const load = () => ({ revokeToken, revokeTokens });
