/** A proxy did not open a connection to the server. Nothing has been sent to the server. */
export class ProxyError extends Error {
  /**
   * @param {string} message what is wrong, without a user name and a password
   * @param {string} [remedy] what to do
   */
  constructor(message, remedy) {
    super(message);
    this.remedy = remedy;
  }
}

/** The longest code is OpenSSL's, of some fifty characters. */
const CODE = /^[A-Z][A-Z0-9_]{2,79}$/;

const UNTRUSTED =
  "This machine doesn't trust the certificate. Where it is one of your own, NODE_EXTRA_CA_CERTS names the file of its CA.";
const NO_CONNECTION =
  'Does this machine get out through a proxy only? HTTPS_PROXY names one. Else check the address and the firewall.';
const NO_TLS =
  'No TLS is spoken at this port. Check the port of --base-url, and a proxy on the way.';

/** What to do, by the code of a cause. */
const REMEDIES = {
  __proto__: null,
  CERT_HAS_EXPIRED: "The certificate has expired, or this machine's clock is wrong.",
  CERT_NOT_YET_VALID: "The certificate isn't valid yet, or this machine's clock is wrong.",
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is one for another host.',
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL:
    'The server speaks HTTP/2 only. It needs HTTP/1.1 as well, or a proxy of your own before it.',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION:
    'The server and this machine have no TLS version in common.',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'The server and this machine have no TLS version in common.',
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
  HPE_INVALID_CONSTANT: 'No HTTP is spoken at this port. Check --base-url.',
  EAI_AGAIN: NO_CONNECTION,
  ENETUNREACH: NO_CONNECTION,
  ENOTFOUND: NO_CONNECTION,
  ETIMEDOUT: NO_CONNECTION,
  UND_ERR_CONNECT_TIMEOUT: NO_CONNECTION,
};

/** Messages of causes that may come without a code, and what stands for them. */
const MESSAGES = [
  [/^bad port$/, 'bad port: fetch refuses it'],
  [/^certificate has expired$/, 'CERT_HAS_EXPIRED'],
  [/^other side closed$/, 'UND_ERR_SOCKET'],
  [/^Response does not match the HTTP\/1\.1 protocol/, 'HPE_INVALID_CONSTANT'],
  [/^self-signed certificate$/, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  [/^self-signed certificate in certificate chain$/, 'SELF_SIGNED_CERT_IN_CHAIN'],
  [/^unable to get local issuer certificate$/, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
  [/^unable to verify the first certificate$/, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
];

/**
 * Says why a connection was lost. Of a cause it shows codes and known messages only: any other text
 * of it may hold anything.
 *
 * @param {Error} error an error with a `cause`, such as a `RevokeTokenError`
 * @returns {{ reason?: string, remedy?: string }}
 */
export function describeCause({ cause }) {
  const causes = [...flatten(cause)];
  const proxyError = causes.find((one) => one instanceof ProxyError);
  if (proxyError) return { reason: proxyError.message, remedy: proxyError.remedy };
  const codes = causes.map(({ code }) => code).filter((code) => CODE.test(code));
  const reason =
    // undici's own codes are broader than those of the system and of OpenSSL.
    codes.find((code) => !code.startsWith('UND_ERR')) ??
    codes[0] ??
    MESSAGES.find(([pattern]) => causes.some(({ message }) => pattern.test(message)))?.[1];
  return { reason, remedy: REMEDIES[reason] };
}

/** An error, the errors that it collects, and their causes, the outer ones first. */
function* flatten(error, depth = 0) {
  if (error === null || typeof error !== 'object' || depth > 8) return;
  yield error;
  const collected = Array.isArray(error.errors) ? error.errors.slice(0, 8) : [];
  for (const inner of [error.cause, ...collected]) yield* flatten(inner, depth + 1);
}
