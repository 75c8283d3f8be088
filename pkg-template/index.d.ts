/**
 * Revokes an access token: `POST /v1/auth/token/revoke`.
 *
 * Resolves only where the server said that the token is revoked; everything else rejects. It never
 * throws synchronously, and `fetch` has been called before it returns.
 *
 * @param request the two fields as the specification spells them
 * @param options where to send, and how long to try
 * @throws {RevokeTokenError} (as a rejection) its `name` says what happened, its `outcome` whether
 *   the token may be revoked all the same
 * @throws {TypeError} (as a rejection) for a wrong option; nothing was sent
 * @throws (as a rejection) the reason of `signal`, unchanged, where that is aborted
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
  request: RevokeTokenRequest,
  options?: RevokeTokenOptions,
): Promise<RevokeTokenResponse>;

/**
 * Revokes many tokens at the full speed that the server allows, and says of each what became of it, in
 * the order in which that is known. One token's failure doesn't end the others.
 *
 * The first request goes alone; what its answer says of the rate limit sets the pace. After a 429 all
 * wait together, and the refused token goes back into the queue without having used up a retry.
 *
 * The input is read no further ahead than `concurrency`. Leaving the loop starts nothing new, closes
 * the input, and waits until what is in flight has settled. An abort of `signal` ends the tokens in
 * flight as rejected outcomes; then the iteration rejects with the signal's reason. So it does, after
 * the outcomes of what was read, where the input throws.
 *
 * @param requests an iterable or async iterable. An element that is no valid request is a rejected
 *   outcome at its index
 * @throws {TypeError} (as a rejection of the first `next()`) for a wrong option, or an input that
 *   can't be iterated; nothing was sent
 *
 * @example
 * for await (const { index, tokenHash, status, reason } of revokeTokens(requests)) {
 *   if (status === 'rejected') console.error(index, tokenHash, reason);
 * }
 */
export function revokeTokens(
  requests: Iterable<RevokeTokenRequest> | AsyncIterable<RevokeTokenRequest>,
  options?: RevokeTokensOptions,
): AsyncIterableIterator<RevokeTokenOutcome>;

/**
 * Looks into a JWT, for a person to recognise it by. **The signature is not checked**: whoever made
 * the token may have written anything into it.
 *
 * Only the claims below are read; the vendor's tokens carry an e-mail address and roles as well.
 *
 * @returns `null` where it is not a JWT
 * @throws {RevokeTokenError} (as a rejection) a `LoadError`, and no other
 */
export function inspectToken(token: string): Promise<TokenInfo | null>;

/**
 * The request as a [Standard Schema](https://standardschema.dev) (version 1), for forms and routers
 * that validate with one. The issues are {@link ValidationIssue}s.
 */
export const revokeTokenRequestSchema: {
  /** What the Standard Schema asks for. */
  readonly '~standard': {
    /** Of the Standard Schema. */
    readonly version: 1;
    /** This package. */
    readonly vendor: 'nomba-revoke';
    /** Checks a value. A promise only where the engine compiles WebAssembly asynchronously. */
    readonly validate: (value: unknown) => SchemaResult | Promise<SchemaResult>;
    /** For type inference only; not there at run time. */
    readonly types?:
      | { readonly input: RevokeTokenRequest; readonly output: RevokeTokenRequest }
      | undefined;
  };
};

/** What {@link revokeTokenRequestSchema} says of a value. */
export type SchemaResult =
  | {
      /** The two fields as given, without anything else that was there. */
      readonly value: RevokeTokenRequest;
      /** Absent where the value is valid: that is how to tell. */
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
  /** The JWT to be revoked: 300 to 600 characters. Not the refresh token, which is shorter. */
  access_token: string;
}

/** An option with the value `undefined` counts as absent. */
export interface RevokeTokenOptions {
  /**
   * Which of the vendor's servers. A token of one is unknown to the other.
   * @default 'production'
   */
  environment?: 'production' | 'sandbox' | undefined;
  /**
   * A server instead of `environment`: a proxy of one's own, or a local stand-in. A path prefix is
   * kept; `/v1/auth/token/revoke` is added. A relative address resolves against the page. Plain
   * `http:` goes to a loopback host or the page's own origin only.
   */
  baseUrl?: string | { readonly href: string } | undefined;
  /** Sent as the `accountId` header. The vendor's guide shows it, the specification doesn't ask for it. */
  accountId?: string | undefined;
  /**
   * Further request headers, such as a proxy's CSRF token; not `content-type`, `accept` or
   * `accountid`. Their values are kept out of every error, as the token is.
   */
  headers?:
    | Readonly<Record<string, string>>
    // Beside what includes it, since TypeScript 5.0 takes no array literal for an iterable.
    | readonly (readonly [string, string])[]
    | Iterable<readonly [string, string]>
    | HeadersLike
    | undefined;
  /** As in `fetch`; passed on only where given. */
  credentials?: 'omit' | 'same-origin' | 'include' | undefined;
  /**
   * As in `fetch`: lets the request outlive the page that made it. What would come after the page, a
   * time-out or a retry, doesn't happen.
   * @default false
   */
  keepalive?: boolean | undefined;
  /**
   * `false` skips the length checks, for tokens that have outgrown the specification.
   * @default true
   */
  validate?: boolean | undefined;
  /** Aborts the call, at once, also between attempts. It then rejects with the signal's reason. */
  signal?: AbortSignalLike | undefined;
  /**
   * Milliseconds for one attempt, its body included. `Infinity`, or anything over 2147483647, turns
   * it off. `AbortSignal.timeout(ms)` as `signal` bounds the whole call.
   * @default 30000
   */
  timeout?: number | undefined;
  /**
   * Further attempts after the first, 0 to 10; only after a lost answer, a time-out, 429 and 5xx.
   * Repeating a revocation does no harm.
   * @default 2
   */
  retries?: number | undefined;
  /**
   * Called as `fetch(url, init)` with a string and a plain object, in place of the global one.
   * Anything with the shape of a `Response` will do as an answer. If it rejects with an error whose
   * `response` has that shape and a status of 300 or more, as those of some libraries do, that is the
   * answer. An answer that came from another address, because `fetch` followed a redirect, is an
   * `UnexpectedResponseError`, whatever it says.
   */
  fetch?: ((url: string, init: FetchInit) => PromiseLike<unknown>) | undefined;
}

/** The options of many calls: those of one, which hold for each, and two for all together. */
export interface RevokeTokensOptions extends RevokeTokenOptions {
  /**
   * The most tokens that are read but not yet handed out, and so the most requests in flight. As many
   * as the pace needs are used, and no more.
   * @default 32
   */
  concurrency?: number | undefined;
  /**
   * The rate limit that is assumed until the server's headers say otherwise: `limit` requests in
   * `window` milliseconds. The default is the vendor's regular tier; its elevated one is
   * `{ limit: 40, window: 1000 }`. `false` turns the pacing off, but for the pause after a 429.
   * @default { limit: 15, window: 1000 }
   */
  rateLimit?: false | { readonly limit: number; readonly window: number } | undefined;
}

/** What became of one of many tokens. */
export type RevokeTokenOutcome = RevokedOutcome | NotRevokedOutcome;

/** The server said that the token is revoked. */
export interface RevokedOutcome {
  /** Which element of the input it was, from 0. */
  index: number;
  /** The SHA-256 of the token's UTF-8 in lower-case hex, as `sha256sum` prints it. */
  tokenHash: string;
  /** As `Promise.allSettled` has it. */
  status: 'fulfilled';
  /** What {@link revokeToken} would have resolved with. */
  value: RevokeTokenResponse;
  /** Absent. */
  reason?: undefined;
}

/** Nobody said that the token is revoked. */
export interface NotRevokedOutcome {
  /** Which element of the input it was, from 0. */
  index: number;
  /** The SHA-256 of the token's UTF-8 in lower-case hex; `null` where there is no token string. */
  tokenHash: string | null;
  /** As `Promise.allSettled` has it. */
  status: 'rejected';
  /**
   * What {@link revokeToken} would have rejected with: a {@link RevokeTokenError}, whose `outcome` says
   * whether the token may be revoked all the same, or the reason of an aborted `signal`.
   */
  reason: unknown;
  /** Absent. */
  value?: undefined;
}

/** What the option `fetch` is called with besides the address. */
export interface FetchInit {
  /** The endpoint knows no other. */
  method: 'POST';
  /** The call's own, and those of the option `headers`. */
  headers: Record<string, string>;
  /** The request as JSON. It holds the token. */
  body: string;
  /** A token is not carried on to another address. */
  redirect: 'manual';
  /** The server need not know the page. */
  referrerPolicy: 'no-referrer';
  /** Left out where the runtime knows no such setting. */
  cache?: 'no-store';
  /** There only where the option of that name was given. */
  credentials?: 'omit' | 'same-origin' | 'include';
  /** There only where the option of that name is `true`. */
  keepalive?: true;
  /**
   * An `AbortSignal` of the platform, aborted where the answer is not wanted any more: by a time-out
   * or by the caller. Typed loosely, so that any library's `fetch` fits.
   */
  signal?: any;
}

/** The parts of an `AbortSignal` that are used; one of any realm has them. */
export interface AbortSignalLike {
  /** Whether it is aborted already. Nothing is sent then. */
  readonly aborted: boolean;
  /** What the call rejects with. */
  readonly reason?: unknown;
  /** Called once, however many calls share the signal. */
  addEventListener(type: 'abort', listener: () => void): void;
  /** Called with the same function when the last of the calls that share the signal has ended. */
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** A `Headers` of any realm, also for a compiler that is not told that one is iterable. */
export interface HeadersLike {
  /** A header's value. */
  get(name: string): string | null;
  /** Whether there is a header of that name. */
  has(name: string): boolean;
  /** Every header, its name in lower case. */
  forEach(callback: (value: string, name: string) => void): void;
}

/** The specification's schema of the same name, with what the answer's head says. */
export interface RevokeTokenResponse {
  /** The server's word that the token is revoked. */
  code: '00';
  /** The server's text; `null` where it sent none. */
  description: string | null;
  /** The HTTP status. No other says that a token is revoked. */
  status: 200;
  /** `null` where a header is missing or hidden: a browser shows them only if the server exposes them. */
  rateLimit: RateLimit | null;
  /** How many attempts it took. */
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

/** What a JWT says of itself. The signature was not checked. */
export interface TokenInfo {
  /** The header's `alg`; like the others, `null` where it is missing or of another type. */
  algorithm: string | null;
  /** The claim `sub`. */
  subject: string | null;
  /** The claim `iat`. */
  issuedAt: Date | null;
  /** The claim `exp`. */
  expiresAt: Date | null;
  /** Whether that is over by this machine's clock; `null` where the token says no expiry. */
  expired: boolean | null;
}

/** One problem of a request. Never holds what the field held. */
export interface ValidationIssue {
  /** The field's name, or nothing for the request itself. */
  readonly path: readonly string[];
  /** What kind of problem: missing, not a string (or, at the path `[]`, no object), or its length. */
  readonly code: 'required' | 'type' | 'too_short' | 'too_long';
  /** What is wrong and what to do. */
  readonly message: string;
  /** The least length allowed, in Unicode code points; with `too_short`. */
  readonly minimum?: number;
  /** The greatest length allowed, in Unicode code points; with `too_long`. */
  readonly maximum?: number;
  /** The length found, in Unicode code points; with `too_short` and `too_long`. */
  readonly actual?: number;
}

/** What tells one {@link RevokeTokenError} from another. */
export type RevokeTokenErrorName =
  /** The request fails validation; nothing was sent; `issues` lists why. */
  | 'ValidationError'
  /** The WebAssembly could not be loaded, or the platform lacks something; the message says why. Nothing was sent. */
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
  /** No whole answer arrived, after all retries. */
  | 'NetworkError'
  /** An attempt ran past `timeout`, after all retries. */
  | 'TimeoutError';

/** What a {@link RevokeTokenError} may be made with. What is left out gets the name's usual value. */
export interface RevokeTokenErrorMembers {
  /** Where it is left out, a sentence with the name in it. */
  message?: string | undefined;
  /** Where it is left out, the one that goes with the name; 400 for `RequestError`, say. */
  status?: number | null | undefined;
  /** The answer's `code`. */
  code?: string | null | undefined;
  /** The answer's `description`. */
  description?: string | null | undefined;
  /** The problems of a request. */
  issues?: readonly ValidationIssue[] | undefined;
  /** The rate limit of the answer. */
  rateLimit?: RateLimit | null | undefined;
  /** In milliseconds. */
  retryAfter?: number | null | undefined;
  /** Where it is left out, 0 for `ValidationError` and `LoadError`, else 1. */
  attempts?: number | undefined;
  /** Where it is left out, what an only attempt that ended so would leave. */
  outcome?: 'not_revoked' | 'unknown' | undefined;
  /** What lies behind it. */
  cause?: unknown;
}

/** A {@link RevokeTokenError} of one name. */
export interface RevokeTokenErrorNamed<Name extends RevokeTokenErrorName> extends Error {
  /** Tells the case apart. Test `instanceof RevokeTokenError` first: an abort has its own reason. */
  readonly name: Name;
  /** The HTTP status; `null` where there was none, or a browser hides it. */
  readonly status: number | null;
  /** The answer's `code`, without what it repeats of a secret; `null` where there was none. */
  readonly code: string | null;
  /**
   * The answer's `description`, without what it repeats of a secret, 1,000 characters at most; `null`
   * where there was none.
   */
  readonly description: string | null;
  /** Every problem of the request; empty but for `ValidationError`. */
  readonly issues: readonly ValidationIssue[];
  /** `null` where there was no answer, or a header is missing or hidden. */
  readonly rateLimit: RateLimit | null;
  /** What the server asked to wait, in milliseconds; `null` where it did not ask. */
  readonly retryAfter: number | null;
  /** How many attempts were made; 0 where nothing was sent. */
  readonly attempts: number;
  /**
   * What this call did, not whether the token still works: `not_revoked` where the server cannot have
   * revoked it in this call, `unknown` where it may have.
   */
  readonly outcome: 'not_revoked' | 'unknown';
  /** What `fetch` rejected with, unchanged; with a `LoadError`, what the engine threw. */
  readonly cause?: unknown;
  /** All of this but `cause` and `stack`, for a log. */
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

/** Why a call rejected; a `switch` over `name` narrows it and can be checked for completeness. */
export type RevokeTokenError = {
  [Name in RevokeTokenErrorName]: RevokeTokenErrorNamed<Name>;
}[RevokeTokenErrorName];

/** The class of every {@link RevokeTokenError}. */
export const RevokeTokenError: {
  /** Public, so that an application can test its own handling. */
  new <Name extends RevokeTokenErrorName>(
    name: Name,
    members?: RevokeTokenErrorMembers,
  ): Extract<RevokeTokenError, { name: Name }>;
  /** For `instanceof` in older compilers. */
  readonly prototype: RevokeTokenError;
  /** True for the errors of every copy of the package: ESM beside CJS, two versions. */
  [Symbol.hasInstance](value: unknown): value is RevokeTokenError;
};
