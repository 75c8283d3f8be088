/** The request of the form as code. No text here holds the token: code reads it from a variable. */

import { baseOf } from '../rehearsal.js';

const ELLIPSIS = '…';
const YOUR_CLIENT_ID = 'YOUR-CLIENT-ID';

/** So many characters of a token are shown at both ends, if it is long. */
const SHOWN = 6;

/** The request as it is on the wire, with the token masked. */
export function maskedRequest({ request, options }, address) {
  const { host, pathname } = new URL(address);
  const { accountId, headers = {} } = options;
  const more = accountId === undefined ? {} : { accountId };
  const lines = { host, 'content-type': 'application/json', accept: 'application/json', ...more, ...headers };
  const body = { ...request, access_token: mask(request.access_token) };
  return [
    `POST ${pathname}`,
    ...Object.entries(lines).map(([name, value]) => `${name.toLowerCase()}: ${value}`),
    ...(options.relay === undefined ? [] : [`idempotency-key: ${ELLIPSIS}`]),
    '',
    JSON.stringify(body, null, 2),
  ].join('\n');
}

function mask(token) {
  if (token === undefined) return ELLIPSIS;
  const { length } = [...token];
  // The beginning of every JWT is the same; its end is one of the signature.
  const shown = length > 100 ? `${token.slice(0, SHOWN)}${ELLIPSIS}` : ELLIPSIS;
  return `${shown} (${length} characters)`;
}

export const snippets = { javascript, curl, rust };

function javascript({ request, options }, address) {
  const base = baseOf(address);
  const { environment, relay, accountId, headers, timeout, retries, validate } = options;
  const given = {
    environment,
    relay,
    baseUrl: base,
    accountId,
    headers,
    timeout: timeout === 30_000 ? undefined : timeout,
    retries: retries === 2 ? undefined : retries,
    validate: validate ? undefined : false,
  };
  // One destination only.
  if (environment !== undefined || relay !== undefined) delete given.baseUrl;
  const isWithoutClient = relay !== undefined && request.clientId === undefined;
  const client = isWithoutClient ? '' : `clientId: ${quoted(request.clientId ?? YOUR_CLIENT_ID)}, `;
  const members = Object.entries(given).filter(([, value]) => value !== undefined);
  return [
    "import { revokeToken } from 'nomba-revoke';",
    '',
    `await revokeToken({ ${client}access_token }, {`,
    ...members.map(([name, value]) => `  ${name}: ${typeof value === 'string' ? quoted(value) : JSON.stringify(value)},`),
    '});',
  ].join('\n');
}

function curl({ request, options }, address) {
  const headers = { 'content-type': 'application/json', accept: 'application/json', ...options.headers };
  if (options.accountId !== undefined) headers.accountId = options.accountId;
  const id = 'clientId' in request ? `"clientId":${JSON.stringify(request.clientId ?? YOUR_CLIENT_ID)},` : '';
  // The body comes from standard input: arguments are seen by everybody on the machine.
  return [
    `printf '%s' '{${shell(id)}"access_token":"'"$NOMBA_TOKEN"'"}' |`,
    `  curl --request POST --url '${shell(address)}' \\`,
    ...Object.entries(headers).map(([name, value]) => `    --header '${shell(`${name}: ${value}`)}' \\`),
    '    --max-time 30 --data @-',
    '# Revoked only if the status is 200 and the code is "00".',
  ].join('\n');
}

function rust({ request, options }, address) {
  const { environment, relay, accountId, retries, validate } = options;
  const text = JSON.stringify;
  const base = text(baseOf(address));
  const calls = [
    destination(environment, relay, base),
    accountId === undefined ? null : `.account_id(${text(accountId)})?`,
    retries === 2 ? null : `.retries(${retries})?`,
    validate ? null : '.validate(false)',
  ];
  const isWithoutClient = relay !== undefined && request.clientId === undefined;
  const made = isWithoutClient
    ? 'without_client_id(token)'
    : `new(${text(request.clientId ?? YOUR_CLIENT_ID)}, token)`;
  // In a program that is no front end, examples/ureq.rs of the repository takes the place of the import from gloo.
  return [
    'use nomba_revoke::{Environment, Options, RevokeTokenRequest, gloo::revoke_token};',
    '',
    `let options = Options::default()${calls.filter(Boolean).join('')};`,
    `let request = RevokeTokenRequest::${made};`,
    'revoke_token(&request, &options).await?;',
  ].join('\n');
}

/** The call by which Rust's options get where to send. */
function destination(environment, relay, base) {
  if (relay !== undefined) return `.relay(${base})?`;
  if (environment === undefined) return `.base_url(${base})?`;
  return `.environment(Environment::${environment === 'sandbox' ? 'Sandbox' : 'Production'})`;
}

function quoted(text) {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function shell(text) {
  return text.replaceAll("'", `'\\''`);
}
