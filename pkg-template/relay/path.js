const PATH = '/v1/auth/token/revoke';

/** Whether a URL's path is the relay's: it ends in the endpoint's path, with one slash at the end or none. */
export function isRelayPath(path) {
  return path.endsWith(PATH) || path.endsWith(`${PATH}/`);
}
