import { refusal } from './answer.js';
import { preflightHeaders } from './cors.js';
import { isOriginAdmitted } from './origin.js';
import { isRelayPath } from './path.js';

const NO_PATH = refusal('path', 404, 'The path must end in /v1/auth/token/revoke; there is nothing else here.');
const FOREIGN_ORIGIN = refusal(
  'origin',
  403,
  'Pages of this origin may not call; to admit them, name the origin in the relay\'s option "allowedOrigins".',
);
const NO_JSON = refusal('media-type', 415, 'The content-type must be application/json.');

/** The gates before `authorize`, in order. Returns the answer of the first that refuses, or undefined. */
export function refusedUnasked(request, options) {
  const { method, headers, url } = request;
  if (!isRelayPath(new URL(url).pathname)) return NO_PATH;
  const { allowedOrigins } = options;
  const hasOrigins = allowedOrigins.length > 0;
  if (method === 'OPTIONS' && hasOrigins) {
    if (!allowedOrigins.includes(headers.get('origin'))) return FOREIGN_ORIGIN;
    return { gate: 'preflight', status: 204, headers: preflightHeaders(options) };
  }
  if (method !== 'POST') {
    const allow = hasOrigins ? 'POST, OPTIONS' : 'POST';
    return refusal('method', 405, 'The method must be POST.', { allow });
  }
  if (!isOriginAdmitted(headers, url, allowedOrigins)) return FOREIGN_ORIGIN;
  const isJson = /^application\/json[\t ]*(;|$)/i.test(headers.get('content-type') ?? '');
  return isJson ? undefined : NO_JSON;
}

const NO_CLIENT = refusal('client', 500, 'The relay has no client id for this request; its operator has to look into it.');
const FOREIGN_CLIENT = refusal(
  'client',
  403,
  'This relay sends a client id of its own; leave "clientId" out of the request.',
);

/** The gate `client`. Resolves with `{ clientId }`, as it is to be sent, or with `{ refused }`. */
export async function clientOf(body, { request, context, options, vendor, hooks, loadError }) {
  let { clientId } = options;
  if (clientId === undefined) return { clientId: body.clientId };
  if (typeof clientId === 'function') {
    const { value, failure } = await hooks.call('clientId', () => options.clientId(request, context));
    if (failure !== undefined) return { refused: NO_CLIENT };
    // Without the WebAssembly only the type can be checked; the gate `load` refuses the request later.
    const problem = loadError ? undefined : vendor.clientIdProblem(value);
    if (typeof value !== 'string' || problem !== undefined) {
      hooks.report(new TypeError(`The relay's hook "clientId" returned no client id${problem ? `: ${problem}` : ''}`));
      return { refused: NO_CLIENT };
    }
    clientId = value;
  }
  if (Object.hasOwn(body, 'clientId') && body.clientId !== clientId) {
    return { refused: FOREIGN_CLIENT };
  }
  return { clientId };
}

/** The gate `request`. Returns an answer where the request is not valid, else undefined. */
export function invalid(issues) {
  if (issues.length === 0) return undefined;
  return refusal('request', 400, issues.map(({ message }) => message).join('; '));
}
