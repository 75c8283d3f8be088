// The package, as it is installed from its tarball.
import { revokeToken } from 'nomba-revoke';

export const revoke = ({ baseUrl, ...request }) => revokeToken(request, { baseUrl });
