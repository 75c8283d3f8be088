import { RevokeTokenError, revokeToken } from 'nomba-revoke';
import { listen } from './form.js';

listen({ revokeToken, RevokeTokenError });
