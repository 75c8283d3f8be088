// What compiles, and what must not: every `@ts-expect-error` marks a mistake that the compiler must find.
import {
  RevokeTokenError,
  inspectToken,
  revokeToken,
  revokeTokenRequestSchema,
  revokeTokens,
  type AbortSignalLike,
  type FetchInit,
  type HeadersLike,
  type RateLimit,
  type RevokeTokenErrorMembers,
  type RevokeTokenErrorName,
  type RevokeTokenErrorNamed,
  type RevokeTokenOptions,
  type RevokeTokenOutcome,
  type RevokeTokenRequest,
  type RevokeTokenResponse,
  type RevokeTokensOptions,
  type SchemaResult,
  type TokenInfo,
  type ValidationIssue,
} from 'nomba-revoke';
import * as inline from 'nomba-revoke/inline';
import * as slim from 'nomba-revoke/slim';
import * as workerd from 'nomba-revoke/workerd';
import type { StandardSchemaV1 } from './standard-schema.js';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles only where the two types are the same. */
declare function same<A, B>(...proof: Equal<A, B> extends true ? [] : [never]): void;
declare function request(given: RevokeTokenRequest): void;
declare function options(given: RevokeTokenOptions): void;

// --- The request ----------------------------------------------------------------------------

const valid = { clientId: '', access_token: '' };
request(valid);
same<keyof RevokeTokenRequest, 'clientId' | 'access_token'>();
// @ts-expect-error a field is missing
request({ clientId: '' });
// @ts-expect-error the wire names count
request({ clientId: '', accessToken: '' });
// @ts-expect-error no string
request({ clientId: '', access_token: undefined });
// @ts-expect-error nothing else is sent
request({ clientId: '', access_token: '', refresh_token: '' });
// @ts-expect-error there is no request
revokeToken();
// @ts-expect-error an option is not a field
revokeToken(valid, valid);
// @ts-expect-error null is no options
revokeToken(valid, null);

// --- The options ----------------------------------------------------------------------------

same<
  keyof RevokeTokenOptions,
  | 'environment'
  | 'relay'
  | 'baseUrl'
  | 'accountId'
  | 'headers'
  | 'credentials'
  | 'keepalive'
  | 'validate'
  | 'signal'
  | 'timeout'
  | 'retries'
  | 'fetch'
>();
options({});
options({
  environment: 'sandbox',
  accountId: '',
  headers: { authorization: '' },
  credentials: 'include',
  keepalive: true,
  validate: false,
  signal: AbortSignal.timeout(1),
  timeout: Infinity,
  retries: 0,
  fetch,
});
// Each may be undefined, also under `exactOptionalPropertyTypes`.
const absent: { [Name in Exclude<keyof RevokeTokenOptions, 'relay'>]-?: undefined } = {
  environment: undefined,
  baseUrl: undefined,
  accountId: undefined,
  headers: undefined,
  credentials: undefined,
  keepalive: undefined,
  validate: undefined,
  signal: undefined,
  timeout: undefined,
  retries: undefined,
  fetch: undefined,
};
options(absent);
// @ts-expect-error an unknown option
options({ timout: 1 });
// @ts-expect-error a third server
options({ environment: 'test' });
// @ts-expect-error any string
options({ environment: String(process) });
// @ts-expect-error a number
options({ accountId: 1 });
// @ts-expect-error a string
options({ timeout: '1' });
// @ts-expect-error a boolean
options({ retries: true });
// @ts-expect-error a number
options({ keepalive: 1 });
// @ts-expect-error null
options({ validate: null });
// @ts-expect-error none of the three
options({ credentials: 'yes' });

options({ baseUrl: '/api/nomba' });
options({ baseUrl: new URL('http://127.0.0.1') });
options({ baseUrl: location });
// @ts-expect-error a number
options({ baseUrl: 1 });
// @ts-expect-error no address in it
options({ baseUrl: {} });

declare const headersInit: HeadersInit;
options({ headers: headersInit });
options({ headers: new Headers() });
options({ headers: new Headers() satisfies HeadersLike });
options({ headers: new Map([['', '']]) });
options({ headers: [['', '']] });
options({ headers: [['', '']] as const });
options({ headers: {} as Record<string, string> });
// @ts-expect-error a number
options({ headers: { '': 1 } });
// @ts-expect-error it would be sent as a text
options({ headers: { '': undefined } });
// @ts-expect-error a header alone
options({ headers: [''] });
// @ts-expect-error more than a pair
options({ headers: [['', '', '']] });
// @ts-expect-error a text
options({ headers: 'authorization: x' });

options({ signal: new AbortController().signal });
options({ signal: new AbortController().signal satisfies AbortSignalLike });
// @ts-expect-error the controller
options({ signal: new AbortController() });
// @ts-expect-error nothing to listen to
options({ signal: { aborted: false } });

options({ fetch: window.fetch });
options({ fetch: async (url, init) => fetch(url, init) });
options({ fetch: (url: string) => Promise.resolve(url) });
options({
  async fetch(url, init) {
    same<typeof url, string>();
    same<typeof init, FetchInit>();
    same<FetchInit['method'], 'POST'>();
    const body: { access_token: string } = JSON.parse(init.body);
    return new Response(body.access_token, { headers: init.headers });
  },
});
/** As node-fetch declares it. */
declare function nodeFetch(
  url: URL | { url: string } | string,
  init?: {
    method?: string;
    headers?: string[][] | Record<string, string> | Iterable<readonly [string, string]>;
    body?: Blob | NodeJS | URLSearchParams | string | null;
    redirect?: 'error' | 'follow' | 'manual';
    referrerPolicy?: ReferrerPolicy;
    signal?: NodeJS | null;
    agent?: boolean;
  },
): Promise<{ status: number }>;
/** As undici declares it. */
declare function undiciFetch(
  url: string | URL | NodeJS,
  init?: {
    method?: string;
    headers?: [string, string][] | Partial<Record<string, string>>;
    body?: string | NodeJS | null;
    redirect?: 'error' | 'follow' | 'manual';
    signal?: (NodeJS & { readonly aborted: boolean }) | null;
    credentials?: RequestCredentials;
    cache?: RequestCache;
    keepalive?: boolean;
    dispatcher?: NodeJS;
    duplex?: 'half';
  },
): Promise<NodeJS>;
/** A class that no one else has. */
interface NodeJS {
  readonly only: unique symbol;
}
options({ fetch: nodeFetch });
options({ fetch: undiciFetch });
// @ts-expect-error no function
options({ fetch: 'fetch' });
// @ts-expect-error no promise
options({ fetch: () => 1 });
// @ts-expect-error wants a Request
options({ fetch: (request: Request) => fetch(request) });
// @ts-expect-error wants more than it is given
options({ fetch: (url: string, init: { dispatcher: object }) => fetch(url, { ...init }) });

// --- The response ---------------------------------------------------------------------------

export async function response(): Promise<void> {
  const revoked = await revokeToken(valid);
  same<typeof revoked, RevokeTokenResponse>();
  same<typeof revoked.code, '00'>();
  same<typeof revoked.status, 200>();
  same<typeof revoked.description, string | null>();
  same<typeof revoked.attempts, number>();
  same<typeof revoked.rateLimit, RateLimit | null>();
  same<RateLimit, { limit: number; remaining: number; window: number }>();
  // @ts-expect-error there may be none
  revoked.rateLimit.limit;

  const info = await inspectToken('');
  same<typeof info, TokenInfo | null>();
  same<
    TokenInfo,
    {
      algorithm: string | null;
      subject: string | null;
      issuedAt: Date | null;
      expiresAt: Date | null;
      expired: boolean | null;
    }
  >();
  // @ts-expect-error it may be no JWT
  info.expired;
  // @ts-expect-error the token may say none
  info?.expiresAt.getTime();
  // @ts-expect-error not read
  info?.email;
}

// --- The errors -----------------------------------------------------------------------------

export function handle(error: unknown): string {
  // @ts-expect-error not before the test
  error.outcome;
  if (!(error instanceof RevokeTokenError)) return 'not ours';
  same<typeof error, RevokeTokenError>();
  same<typeof error.name, RevokeTokenErrorName>();
  same<typeof error.status, number | null>();
  same<typeof error.code, string | null>();
  same<typeof error.description, string | null>();
  same<typeof error.issues, readonly ValidationIssue[]>();
  same<typeof error.rateLimit, RateLimit | null>();
  same<typeof error.retryAfter, number | null>();
  same<typeof error.attempts, number>();
  same<typeof error.outcome, 'not_revoked' | 'unknown'>();
  same<typeof error.cause, unknown>();
  same<typeof error.stack, string | undefined>();
  const plain: Error = error;
  // @ts-expect-error an error is read, not written
  error.status = 400;
  // @ts-expect-error not one of the names
  if (error.name === 'AbortError') return plain.message;
  switch (error.name) {
    case 'ValidationError':
      same<typeof error, RevokeTokenErrorNamed<'ValidationError'>>();
      return error.issues.map((issue) => issue.message).join();
    case 'LoadError':
    case 'RequestError':
    case 'AuthenticationError':
    case 'AuthorizationError':
    case 'RecordNotFoundError':
      return error.outcome;
    case 'RateLimitError':
      same<typeof error, Extract<RevokeTokenError, { name: 'RateLimitError' }>>();
      return String(error.retryAfter ?? error.rateLimit?.window);
    case 'ServerError':
    case 'NotRevokedError':
    case 'UnexpectedResponseError':
    case 'NetworkError':
      return error.outcome;
    case 'TimeoutError':
      return error.name;
    default:
      // Complete: no name is left.
      return error satisfies never;
  }
}

export function incomplete(error: RevokeTokenError): void {
  if (error.name === 'ServerError' || error.name === 'NetworkError') return;
  // @ts-expect-error ten names are left
  error satisfies never;
  same<typeof error.name, Exclude<RevokeTokenErrorName, 'ServerError' | 'NetworkError'>>();
}

const made = new RevokeTokenError('NetworkError', { cause: new Error(''), attempts: 3 });
same<typeof made, RevokeTokenErrorNamed<'NetworkError'>>();
same<typeof made.name, 'NetworkError'>();
const json = made.toJSON();
same<keyof typeof json, Exclude<keyof RevokeTokenErrorMembers, 'cause'> | 'name'>();
same<(typeof json)['name'], 'NetworkError'>();
same<(typeof json)['status'], number | null>();
export const oneOf: RevokeTokenError = made;
export const anyOf: RevokeTokenError = new RevokeTokenError('' as RevokeTokenErrorName);
export const undefinedMembers: { [Member in keyof Required<RevokeTokenErrorMembers>]: undefined } &
  RevokeTokenErrorMembers = {
  message: undefined,
  status: undefined,
  code: undefined,
  description: undefined,
  issues: undefined,
  rateLimit: undefined,
  retryAfter: undefined,
  attempts: undefined,
  outcome: undefined,
  cause: undefined,
};
export class Ours extends RevokeTokenError<'ServerError'> {
  constructor(readonly region: string) {
    super('ServerError', { status: 503 });
  }
}
same<Ours['name'], 'ServerError'>();
// @ts-expect-error a name that is none
new RevokeTokenError('AbortError');
// @ts-expect-error no name
new RevokeTokenError();
// @ts-expect-error a text
new RevokeTokenError('RequestError', { status: '400' });
// @ts-expect-error not an outcome of a failure
new RevokeTokenError('RequestError', { outcome: 'revoked' });
// @ts-expect-error a member that is none
new RevokeTokenError('RequestError', { token: '' });
// @ts-expect-error an issue has a path
new RevokeTokenError('ValidationError', { issues: [{ code: 'type', message: '' }] });
// @ts-expect-error a class needs `new`
RevokeTokenError('RequestError');

// --- The schema -----------------------------------------------------------------------------

export const schema: StandardSchemaV1<RevokeTokenRequest> = revokeTokenRequestSchema;
same<StandardSchemaV1.InferInput<typeof revokeTokenRequestSchema>, RevokeTokenRequest>();
same<StandardSchemaV1.InferOutput<typeof revokeTokenRequestSchema>, RevokeTokenRequest>();
same<(typeof revokeTokenRequestSchema)['~standard']['vendor'], 'nomba-revoke'>();

/** As libraries take schemas. */
declare function validator<Schema extends StandardSchemaV1>(
  schema: Schema,
): (value: unknown) => Promise<StandardSchemaV1.InferOutput<Schema>>;
export const validate = validator(revokeTokenRequestSchema);
same<Awaited<ReturnType<typeof validate>>, RevokeTokenRequest>();

export async function form(value: unknown): Promise<readonly ValidationIssue[]> {
  // @ts-expect-error it may be a promise
  revokeTokenRequestSchema['~standard'].validate(value).issues;
  const result: SchemaResult = await revokeTokenRequestSchema['~standard'].validate(value);
  if (result.issues === undefined) {
    request(result.value);
    return [];
  }
  // @ts-expect-error there is none beside issues
  result.value;
  for (const issue of result.issues) {
    same<typeof issue, ValidationIssue>();
    const { path, code, message, minimum, maximum, actual } = issue;
    same<typeof path, readonly string[]>();
    same<typeof code, 'required' | 'type' | 'too_short' | 'too_long'>();
    same<typeof message, string>();
    same<typeof minimum | typeof maximum | typeof actual, number | undefined>();
  }
  return result.issues;
}

// --- Many tokens ----------------------------------------------------------------------------

same<Exclude<keyof RevokeTokensOptions, keyof RevokeTokenOptions>, 'concurrency' | 'rateLimit'>();
same<ReturnType<typeof revokeTokens>, AsyncIterableIterator<RevokeTokenOutcome>>();
revokeTokens([valid], { concurrency: 4, rateLimit: { limit: 40, window: 1000 }, retries: 0 });
revokeTokens(new Set([valid]).values(), { rateLimit: false });
revokeTokens((async function* () {
  yield valid;
})());
declare const rateLimit: RateLimit;
revokeTokens([], { rateLimit, concurrency: undefined });
// @ts-expect-error one request is no iterable
revokeTokens(valid);
// @ts-expect-error nor is a text of requests
revokeTokens('[]');
// @ts-expect-error the elements are requests
revokeTokens(['token']);
// @ts-expect-error there is no way to be faster than the server allows
revokeTokens([], { rateLimit: true });
// @ts-expect-error both numbers are needed
revokeTokens([], { rateLimit: { limit: 40 } });
// @ts-expect-error one token has no pace
revokeToken(valid, { rateLimit: false });

export async function report(): Promise<string[]> {
  const lines: string[] = [];
  for await (const outcome of revokeTokens([valid])) {
    same<typeof outcome.tokenHash, string | null>();
    if (outcome.status === 'fulfilled') {
      same<typeof outcome.value, RevokeTokenResponse>();
      lines.push(`${outcome.tokenHash} ${outcome.value.code}`);
    } else if (outcome.reason instanceof RevokeTokenError) {
      lines.push(`${outcome.index} ${outcome.reason.name} ${outcome.reason.outcome}`);
    }
  }
  return lines;
}

// --- The other entries ----------------------------------------------------------------------

same<
  keyof typeof inline,
  | 'RevokeTokenError'
  | 'inspectToken'
  | 'revokeToken'
  | 'revokeTokenRequestSchema'
  | 'revokeTokens'
>();
same<typeof workerd, typeof inline>();
same<keyof typeof slim, keyof typeof inline | 'init'>();
same<typeof slim.revokeToken, typeof revokeToken>();
export const inSlim: slim.RevokeTokenError = made;
for (const source of [
  fetch('/nomba_revoke_bg.wasm'),
  new Response(),
  new ArrayBuffer(0),
  new Uint8Array(),
  new WebAssembly.Module(new Uint8Array()),
  WebAssembly.compile(new Uint8Array()),
]) {
  slim.init(source) satisfies Promise<void>;
}
// @ts-expect-error an address is not fetched
slim.init('/nomba_revoke_bg.wasm');
// @ts-expect-error there is nothing to be found by itself
slim.init();

// --- Through a relay

const relayed = { access_token: 'a token' };
revokeToken(relayed, { relay: '/api/nomba' });
revokeToken(valid, { relay: new URL('https://admin.example/api/nomba'), retries: 0 });
revokeTokens([relayed], { relay: '/api/nomba', concurrency: 2 });
// @ts-expect-error only a relay may know the client id
revokeToken(relayed);
// @ts-expect-error only a relay may know the client id
revokeToken(relayed, { environment: 'sandbox' });
// @ts-expect-error only a relay may know the client id
revokeTokens([relayed], { concurrency: 2 });
// @ts-expect-error a number is no address
revokeToken(relayed, { relay: 5 });
// @ts-expect-error the token is missing
revokeToken({ clientId: 'an id' }, { relay: '/api/nomba' });
