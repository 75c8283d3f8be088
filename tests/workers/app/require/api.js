import { revokeToken, revokeTokens } from './api.cjs';

export const load = () => ({ revokeToken, revokeTokens });
