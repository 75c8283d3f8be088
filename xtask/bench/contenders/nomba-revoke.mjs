// The package, as it is installed from its tarball.
import { revokeToken } from 'nomba-revoke';

export function revoke({ clientId, access_token, baseUrl }) {
  // Without one the call would go to production.
  if (!baseUrl) throw new TypeError('baseUrl is missing');
  return revokeToken({ clientId, access_token }, { baseUrl });
}
