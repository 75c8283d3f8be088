/**
 * Revokes an access token: `POST /v1/auth/token/revoke`.
 *
 * Resolves only if the server answered that the token is revoked, and rejects in every other case. Never
 * throws synchronously. `fetch` has been called when `revokeToken` returns.
 *
 * @param request the two fields, named as in the specification
 * @param options where to send, and how long to try
 * @throws {RevokeTokenError} (as a rejection) `name` says what happened, `outcome` whether the server
 *   may have revoked the token
 * @throws {TypeError} (as a rejection) for a wrong option; nothing was sent
 * @throws (as a rejection) the reason of `signal`, unchanged, after an abort
 *
 * @example
 * import { revokeToken, RevokeTokenError } from 'nomba-revoke';
 *
 * try {
 *   await revokeToken({ clientId, access_token });
 * } catch (error) {
 *   if (error instanceof RevokeTokenError && error.outcome === 'unknown') retryLater();
 *   else throw error;
 * }
 */
export function revokeToken(
  request: RelayedRequest,
  options: RevokeTokenOptions & RelayOption,
): Promise<RevokeTokenResponse>;
export function revokeToken(
  request: RevokeTokenRequest,
  options?: RevokeTokenOptions,
): Promise<RevokeTokenResponse>;

/**
 * Revokes many tokens as fast as the server allows, and yields each token's outcome as soon as it is
 * known. One token's failure does not end the others.
 *
 * The first request is sent alone, and the rate limit in its answer sets the pace. A 429 pauses all
 * calls; the refused token goes back into the queue and uses up no retry.
 *
 * The input is read at most `concurrency` elements ahead. `break` starts no further request, closes
 * the input, and waits until the requests in flight have settled. After an abort of `signal`, the
 * tokens in flight are yielded as rejected outcomes, and the iteration rejects with the signal's
 * reason. If the input throws, the outcomes of the tokens that were read are yielded, and the iteration
 * rejects with what the input threw.
 *
 * @param requests an iterable or async iterable. An element that is not a valid request becomes a
 *   rejected outcome at its index
 * @throws {TypeError} (as a rejection of the first `next()`) for a wrong option, or an input that
 *   can't be iterated; nothing was sent
 *
 * @example
 * for await (const { index, tokenHash, status, reason } of revokeTokens(requests)) {
 *   if (status === 'rejected') console.error(index, tokenHash, reason);
 * }
 */
export function revokeTokens(
  requests: Iterable<RelayedRequest> | AsyncIterable<RelayedRequest>,
  options: RevokeTokensOptions & RelayOption,
): AsyncIterableIterator<RevokeTokenOutcome>;
export function revokeTokens(
  requests: Iterable<RevokeTokenRequest> | AsyncIterable<RevokeTokenRequest>,
  options?: RevokeTokensOptions,
): AsyncIterableIterator<RevokeTokenOutcome>;

/**
 * Decodes some claims of a JWT, so that a person can recognise the token. **The signature is not
 * checked**: anybody can make a token with any claims.
 *
 * Only the claims of {@link TokenInfo} are read; the vendor's tokens also contain an e-mail address
 * and roles.
 *
 * @returns `null` if `token` is not a JWT
 * @throws {RevokeTokenError} (as a rejection) a `LoadError`, and no other
 */
export function inspectToken(token: string): Promise<TokenInfo | null>;

/**
 * The schema of a request as a [Standard Schema](https://standardschema.dev) (version 1), for forms
 * and routers that take one. The issues are {@link ValidationIssue}s.
 */
export const revokeTokenRequestSchema: {
  /** The member that a Standard Schema has. */
  readonly '~standard': {
    /** The version of Standard Schema. */
    readonly version: 1;
    /** This package. */
    readonly vendor: 'nomba-revoke';
    /** Checks a value. Returns a promise only if the engine compiles WebAssembly asynchronously. */
    readonly validate: (value: unknown) => SchemaResult | Promise<SchemaResult>;
    /** For type inference only; absent at run time. */
    readonly types?:
      | { readonly input: RevokeTokenRequest; readonly output: RevokeTokenRequest }
      | undefined;
  };
};

/** The result of validating a value with {@link revokeTokenRequestSchema}. */
export type SchemaResult =
  | {
      /** The two fields as they are, without any other member. */
      readonly value: RevokeTokenRequest;
      /** Absent if the value is valid. */
      readonly issues?: undefined;
    }
  | {
      /** Every problem, in the order of the fields. */
      readonly issues: readonly ValidationIssue[];
    };

/** The specification's schema of the same name. */
export interface RevokeTokenRequest {
  /** The client's id, as shown in the Nomba dashboard: 36 characters. */
  clientId: string;
  /** The access token to be revoked, a JWT: 300 to 600 characters. The refresh token is shorter. */
  access_token: string;
}

/** A request to a relay, which may know the client id. */
export interface RelayedRequest {
  clientId?: string | undefined;
  access_token: string;
}

/** The option that sends a request to a relay. */
export interface RelayOption {
  relay: string | { readonly href: string };
}

/** The options of a call. An option with the value `undefined` counts as absent, but for `relay`. */
export interface RevokeTokenOptions {
  /**
   * Which of the vendor's servers to send to. A token of one is unknown to the other.
   * @default 'production'
   */
  environment?: 'production' | 'sandbox' | undefined;
  /**
   * A server instead of `environment`: your own proxy, or a local mock server. A path prefix is
   * kept, and `/v1/auth/token/revoke` is added. A relative address resolves against the page. Plain
   * `http:` is allowed for loopback hosts and the page's own origin only.
   */
  baseUrl?: string | { readonly href: string } | undefined;
  /**
   * The address of a relay (`nomba-revoke/relay`) in your own back end, in the place of `environment` and `baseUrl`.
   * `undefined` is refused: left out by mistake, the option would mean production.
   */
  relay?: string | { readonly href: string };
  /** Sent as the `accountId` header. The vendor's guide shows it; the specification does not require it. */
  accountId?: string | undefined;
  /**
   * Further request headers, such as a proxy's CSRF token; not `content-type`, `accept` or
   * `accountid`. No error contains their values.
   */
  headers?:
    | Readonly<Record<string, string>>
    // The iterable includes this type, but TypeScript 5.0 does not accept an array literal for an iterable.
    | readonly (readonly [string, string])[]
    | Iterable<readonly [string, string]>
    | HeadersLike
    | undefined;
  /** As in `fetch`; passed to `fetch` only if it is set. */
  credentials?: 'omit' | 'same-origin' | 'include' | undefined;
  /**
   * As in `fetch`: lets the request outlive the page that made it. After the page is gone, there is
   * no time-out and no retry.
   * @default false
   */
  keepalive?: boolean | undefined;
  /**
   * `false` skips the length checks, for tokens that no longer fit the specification.
   * @default true
   */
  validate?: boolean | undefined;
  /** An abort rejects the call with the signal's reason at once, also between attempts. */
  signal?: AbortSignalLike | undefined;
  /**
   * Milliseconds for one attempt, its body included. `Infinity`, or any number over 2147483647, turns
   * the time-out off. `AbortSignal.timeout(ms)` as `signal` limits the whole call.
   * @default 30000
   */
  timeout?: number | undefined;
  /**
   * Further attempts after the first, 0 to 10. A call is retried only after a network error, a
   * time-out, a 429 or a 5xx. Revoking a token a second time does no harm.
   * @default 2
   */
  retries?: number | undefined;
  /**
   * Called as `fetch(url, init)` with a string and a plain object, in place of the global `fetch`.
   * Its answer needs only the shape of a `Response`. If `fetch` rejects with an error whose `response`
   * has that shape and a status of 300 or more, as some libraries do, that `response` is the answer.
   * If `fetch` followed a redirect to another address, the call ends with an
   * `UnexpectedResponseError`, whatever the answer is.
   */
  fetch?: ((url: string, init: FetchInit) => PromiseLike<unknown>) | undefined;
}

/** The options of a batch: those of a call, which apply to each token, and two for the batch. */
export interface RevokeTokensOptions extends RevokeTokenOptions {
  /**
   * The most tokens that are read and not yet yielded, and so the most requests in flight. No more
   * are used than the pace needs.
   * @default 32
   */
  concurrency?: number | undefined;
  /**
   * The rate limit to assume until the server's headers show another: `limit` requests in `window`
   * milliseconds. The default is the vendor's regular tier; its elevated tier is
   * `{ limit: 40, window: 1000 }`. `false` turns the pacing off, except for the pause after a 429.
   * @default { limit: 15, window: 1000 }
   */
  rateLimit?: false | { readonly limit: number; readonly window: number } | undefined;
}

/** The outcome of one token of a batch. */
export type RevokeTokenOutcome = RevokedOutcome | NotRevokedOutcome;

/** The outcome of a token that the server has revoked, by its own answer. */
export interface RevokedOutcome {
  /** The token's index in the input, from 0. */
  index: number;
  /** The SHA-256 of the token's UTF-8 in lower-case hexadecimal, as `sha256sum` prints it. */
  tokenHash: string;
  /** As in `Promise.allSettled`. */
  status: 'fulfilled';
  /** The value that {@link revokeToken} resolves with. */
  value: RevokeTokenResponse;
  /** Always absent. */
  reason?: undefined;
}

/** The outcome of a token for which the server did not answer that it is revoked. */
export interface NotRevokedOutcome {
  /** The token's index in the input, from 0. */
  index: number;
  /** The SHA-256 of the token's UTF-8 in lower-case hexadecimal; `null` without a token string. */
  tokenHash: string | null;
  /** As in `Promise.allSettled`. */
  status: 'rejected';
  /**
   * The reason that {@link revokeToken} rejects with: a {@link RevokeTokenError}, whose `outcome` says
   * whether the server may have revoked the token, or the reason of an aborted `signal`.
   */
  reason: unknown;
  /** Always absent. */
  value?: undefined;
}

/** The second argument of the option `fetch`. */
export interface FetchInit {
  /** The endpoint's only method. */
  method: 'POST';
  /** The call's own headers, and those of the option `headers`. */
  headers: Record<string, string>;
  /** The request as JSON. It contains the token. */
  body: string;
  /** A token is not sent to another address. */
  redirect: 'manual';
  /** The server does not need the page's address. */
  referrerPolicy: 'no-referrer';
  /** Absent if the runtime has no such setting. */
  cache?: 'no-store';
  /** Present only if the option of that name is set. */
  credentials?: 'omit' | 'same-origin' | 'include';
  /** Present only if the option of that name is `true`. */
  keepalive?: true;
  /**
   * An `AbortSignal` of the platform, aborted by a time-out or by the caller. The type is `any`, so that
   * any library's `fetch` fits.
   */
  signal?: any;
}

/** The members of an `AbortSignal` that are used; one of any realm has them. */
export interface AbortSignalLike {
  /** Whether the signal is already aborted. If it is, nothing is sent. */
  readonly aborted: boolean;
  /** The reason that the call rejects with. */
  readonly reason?: unknown;
  /** Called once, however many calls share the signal. */
  addEventListener(type: 'abort', listener: () => void): void;
  /** Called with the same function when the last of the calls that share the signal has ended. */
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** A `Headers` of any realm, also for a compiler whose types do not make it iterable. */
export interface HeadersLike {
  /** Returns a header's value. */
  get(name: string): string | null;
  /** Returns whether there is a header of that name. */
  has(name: string): boolean;
  /** Calls `callback` with every header, its name in lower case. */
  forEach(callback: (value: string, name: string) => void): void;
}

/** The specification's schema of the same name, with the status and the rate limit of the answer. */
export interface RevokeTokenResponse {
  /** The server's code for "revoked". */
  code: '00';
  /** The server's text; `null` if it sent none. */
  description: string | null;
  /** The HTTP status. No other status means that the token is revoked. */
  status: 200;
  /** `null` if a header is missing or hidden: a browser shows them only if the server exposes them. */
  rateLimit: RateLimit | null;
  /** The number of attempts made. */
  attempts: number;
}

/** The three `X-Rate-Limit-*` headers. */
export interface RateLimit {
  /** Requests allowed in a window. */
  limit: number;
  /** Requests left in the current window. */
  remaining: number;
  /** Length of the window in milliseconds. */
  window: number;
}

/** Some claims of a JWT. The signature was not checked. */
export interface TokenInfo {
  /** The header's `alg`; like the other members, `null` if it is missing or of another type. */
  algorithm: string | null;
  /** The claim `sub`. */
  subject: string | null;
  /** The claim `iat`. */
  issuedAt: Date | null;
  /** The claim `exp`. */
  expiresAt: Date | null;
  /** Whether `expiresAt` is past by this machine's clock; `null` if the token has no expiry. */
  expired: boolean | null;
}

/** One problem of a request. It never contains the field's value. */
export interface ValidationIssue {
  /** The field's name; empty for the request itself. */
  readonly path: readonly string[];
  /** The kind of problem: missing, not a string (for the path `[]`, not an object), or its length. */
  readonly code: 'required' | 'type' | 'too_short' | 'too_long';
  /** What is wrong and what to do. */
  readonly message: string;
  /** The smallest length allowed, in Unicode code points; with `too_short`. */
  readonly minimum?: number;
  /** The largest length allowed, in Unicode code points; with `too_long`. */
  readonly maximum?: number;
  /** The length found, in Unicode code points; with `too_short` and `too_long`. */
  readonly actual?: number;
}

/** The name of a {@link RevokeTokenError}: what happened. */
export type RevokeTokenErrorName =
  /** The request is not valid, and `issues` lists why. Nothing was sent. */
  | 'ValidationError'
  /** The WebAssembly could not be loaded, or the platform lacks something; the message says which. Nothing was sent. */
  | 'LoadError'
  /** 400 or 422. */
  | 'RequestError'
  /** 401. */
  | 'AuthenticationError'
  /** 403. */
  | 'AuthorizationError'
  /** 404. */
  | 'RecordNotFoundError'
  /** 429, after all retries. */
  | 'RateLimitError'
  /** 5xx, after all retries. */
  | 'ServerError'
  /** 200, with a `code` other than `"00"`. */
  | 'NotRevokedError'
  /** Any other status, a redirect, an answer from another address, or a 200 without a readable answer. */
  | 'UnexpectedResponseError'
  /** No complete answer arrived, after all retries. */
  | 'NetworkError'
  /** An attempt took longer than `timeout`, after all retries. */
  | 'TimeoutError';

/** The members that a {@link RevokeTokenError} can be made with. An absent member gets the default of the name. */
export interface RevokeTokenErrorMembers {
  /** By default, a sentence with the name in it. */
  message?: string | undefined;
  /** By default, the status of the name: 400 for `RequestError`, for example. */
  status?: number | null | undefined;
  /** The answer's `code`. */
  code?: string | null | undefined;
  /** The answer's `description`. */
  description?: string | null | undefined;
  /** The problems of a request. */
  issues?: readonly ValidationIssue[] | undefined;
  /** The rate limit of the answer. */
  rateLimit?: RateLimit | null | undefined;
  /** The time that the server asked to wait, in milliseconds. */
  retryAfter?: number | null | undefined;
  /** By default, 0 for `ValidationError` and `LoadError`, and 1 otherwise. */
  attempts?: number | undefined;
  /** By default, the outcome of a call whose only attempt ended with this name. */
  outcome?: 'not_revoked' | 'unknown' | undefined;
  /** The error that caused this one. */
  cause?: unknown;
}

/** A {@link RevokeTokenError} of one name. */
export interface RevokeTokenErrorNamed<Name extends RevokeTokenErrorName> extends Error {
  /** What happened. Test `instanceof RevokeTokenError` first: an abort has its own reason. */
  readonly name: Name;
  /** The HTTP status; `null` if there was none, or a browser hides it. */
  readonly status: number | null;
  /** The answer's `code`, without any part of a secret; `null` if there was none. */
  readonly code: string | null;
  /**
   * The answer's `description`, without any part of a secret, 1,000 characters at most; `null` if
   * there was none.
   */
  readonly description: string | null;
  /** Every problem of the request; empty except for `ValidationError`. */
  readonly issues: readonly ValidationIssue[];
  /** `null` if there was no answer, or a header is missing or hidden. */
  readonly rateLimit: RateLimit | null;
  /** The time that the server asked to wait, in milliseconds; `null` if it did not ask. */
  readonly retryAfter: number | null;
  /** The number of attempts made; 0 if nothing was sent. */
  readonly attempts: number;
  /**
   * What this call did, not whether the token still works. `not_revoked`: the server did not revoke the
   * token in this call, unless a browser repeated a request by itself. `unknown`: it may have.
   */
  readonly outcome: 'not_revoked' | 'unknown';
  /** The reason that `fetch` rejected with, unchanged; for a `LoadError`, the engine's error. */
  readonly cause?: unknown;
  /** Returns all members except `cause` and `stack`, for a log. */
  toJSON(): Pick<
    RevokeTokenErrorNamed<Name>,
    | 'name'
    | 'message'
    | 'status'
    | 'code'
    | 'description'
    | 'issues'
    | 'rateLimit'
    | 'retryAfter'
    | 'attempts'
    | 'outcome'
  >;
}

/** The error of a call. A `switch` over `name` narrows it, and the compiler can check that no name is missing. */
export type RevokeTokenError = {
  [Name in RevokeTokenErrorName]: RevokeTokenErrorNamed<Name>;
}[RevokeTokenErrorName];

/** The class of every {@link RevokeTokenError}. */
export const RevokeTokenError: {
  /** Makes an error. Public, so that an application can test its own error handling. */
  new <Name extends RevokeTokenErrorName>(
    name: Name,
    members?: RevokeTokenErrorMembers,
  ): Extract<RevokeTokenError, { name: Name }>;
  /** Lets older compilers narrow by `instanceof`. */
  readonly prototype: RevokeTokenError;
  /** True for the errors of every copy of the package: ESM beside CJS, two versions. */
  [Symbol.hasInstance](value: unknown): value is RevokeTokenError;
};
