/**
 * The half of `nomba-revoke` that runs on a server: a handler for a route of one's own back end, through which pages
 * revoke tokens.
 *
 * @module
 */

/**
 * Makes a relay: a handler that takes `POST .../v1/auth/token/revoke`, asks {@link RevokeRelayOptions.authorize}, and
 * sends the request to the vendor once. The relay settles always, and never rejects.
 *
 * Every answer has the header `x-nomba-revoke-relay`, which names the gate that answered, or is `vendor` (or `doubt`)
 * for an answer of the vendor's.
 *
 * @throws {TypeError} for a wrong option
 *
 * @example
 * import { createRevokeRelay } from 'nomba-revoke/relay';
 *
 * export const POST = createRevokeRelay({
 *   clientId: process.env.NOMBA_CLIENT_ID,
 *   environment: 'production',
 *   authorize: async (request) => (await isOperator(request)) || false,
 * });
 */
export function createRevokeRelay<Context = unknown>(options: RevokeRelayOptions<Context>): RevokeRelay<Context>;

/**
 * Makes a handler of a relay for `node:http` (HTTP/1.1 and HTTP/2), Express 4 and 5, and Fastify. Its promise never
 * rejects. The relay's `context` is `{ req, res }`, or Fastify's `{ request, reply }`.
 *
 * A request whose path is not the relay's goes to `next`, where there is one. A body parser may have read the body:
 * then `req.body` or `req.rawBody` is used.
 *
 * @example
 * app.use('/api/nomba', toNodeHandler(createRevokeRelay(options)));
 */
export function toNodeHandler(relay: (request: RelayRequest, context?: any) => Promise<RelayResponse>): NodeHandler;

/** What {@link toNodeHandler} returns. Typed loosely, so that it fits every version of every framework. */
export type NodeHandler = (request: any, response: any, next?: any) => Promise<void>;

/** What {@link createRevokeRelay} returns. `context` is the host's own, and is handed to the hooks. */
export type RevokeRelay<Context = unknown> = (request: RelayRequest, context?: Context) => Promise<RelayResponse>;

/** The platform's `Request`, where the project has its type. */
export type RelayRequest = typeof globalThis extends { Request: { prototype: infer Platform } }
  ? Platform
  : RequestLike;

/** The platform's `Response`, where the project has its type. */
export type RelayResponse = typeof globalThis extends { Response: { prototype: infer Platform } }
  ? Platform
  : ResponseLike;

/** The parts of a `Request` that everything has that serves as one. */
export interface RequestLike {
  readonly method: string;
  readonly url: string;
  readonly headers: { get(name: string): string | null };
}

/** The parts of a `Response` that everything has that serves as one. */
export interface ResponseLike {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

/** An option with the value `undefined` counts as absent. One of `environment` and `baseUrl` is required. */
export interface RevokeRelayOptions<Context = unknown> {
  /**
   * Who may call. Asked before the body is read; `context` is what the host gave the relay.
   *
   * `true` goes on. `{ actor }` goes on, and names the caller in the audit trail. `false` refuses with 403. A
   * `Response` of status 400 to 599 refuses with that. Anything else, a throw included, refuses with 500.
   */
  authorize: (request: RelayRequest, context: Context) => Permission | PromiseLike<Permission>;
  /** Whether this token may be revoked. Answers as `authorize` does; an `actor` is ignored. */
  approve?: ((call: RelayCall<Context>) => Permission | PromiseLike<Permission>) | undefined;
  /** Which of the vendor's servers. There is no default: nothing goes to production unasked. */
  environment?: 'production' | 'sandbox' | undefined;
  /** A server instead of `environment`, under the rules of `revokeToken`'s option of that name. */
  baseUrl?: string | { readonly href: string } | undefined;
  /**
   * The client id, kept on the server: requests need not carry one, and a request that carries another is refused.
   * Without this option, requests carry their own.
   */
  clientId?:
    | string
    | ((request: RelayRequest, context: Context) => string | PromiseLike<string>)
    | undefined;
  /** Sent to the vendor as the `accountId` header. */
  accountId?: string | undefined;
  /**
   * `false` skips the length checks.
   * @default true
   */
  validate?: boolean | undefined;
  /** Called in place of the global `fetch`, as `revokeToken`'s option of that name is. */
  fetch?: ((url: string, init: any) => PromiseLike<unknown>) | undefined;
  /**
   * Milliseconds for the vendor's answer, or for the wait for another request's under the same idempotency key.
   * @default 20000
   */
  timeout?: number | undefined;
  /**
   * Milliseconds for each of the body, `authorize`, `approve`, `clientId`, `audit` and the store. All of them together
   * may take four times that.
   * @default 2000
   */
  hookTimeout?: number | undefined;
  /**
   * The most requests to the vendor at a time; further ones are answered with 429. The vendor's quota is the whole
   * account's.
   * @default 32
   */
  maxInFlight?: number | undefined;
  /** Other origins whose pages may call, as browsers write them: `https://admin.example.com`. */
  allowedOrigins?: readonly string[] | undefined;
  /**
   * Whether pages of `allowedOrigins` may send cookies.
   * @default false
   */
  credentials?: boolean | undefined;
  /** Names of further request headers that pages of `allowedOrigins` may send. */
  allowedHeaders?: readonly string[] | undefined;
  /**
   * Takes an entry of the audit trail, and is awaited. If it throws or is late before sending, nothing is sent. Its
   * failure after sending changes nothing. No entry holds a token.
   */
  audit?: ((entry: AuditEntry) => unknown) | undefined;
  /**
   * Keeps what is known under idempotency keys, for 600 seconds. Several instances need a shared store. Anyone who can
   * write to the store can make the relay answer that a token is revoked.
   * @default the memory of this process, 10,000 entries
   */
  store?: RelayStore | undefined;
  /**
   * Receives what a hook or the store threw, and an `Error` that names the hook where one is late. It is not awaited.
   * The relay itself logs nothing.
   */
  onError?: ((error: unknown) => unknown) | undefined;
}

/** What `authorize` and `approve` answer with. */
export type Permission = boolean | { readonly actor: string } | RelayResponse;

/** What `approve` is asked about. */
export interface RelayCall<Context = unknown> {
  /** Whom `authorize` named, or `null`. */
  readonly actor: string | null;
  /** The client id that is to be sent. */
  readonly clientId: string;
  /** The lower-case hex SHA-256 of the token. */
  readonly tokenHash: string;
  /** The request, whose body has been read. */
  readonly request: RelayRequest;
  /** The host's own. */
  readonly context: Context;
}

/** An entry of the audit trail. */
export type AuditEntry = AuditEntryBefore | AuditEntryAfter;

/** What every entry has. */
export interface AuditMembers {
  /** The same in all entries of one request. */
  readonly id: string;
  /** When the entry was made, in ISO 8601. */
  readonly time: string;
  /** Whom `authorize` named, or `null`. */
  readonly actor: string | null;
  /** The client id. */
  readonly clientId: string;
  /** The lower-case hex SHA-256 of the token. */
  readonly tokenHash: string;
  /** The endpoint's URL; `null` only where the WebAssembly could not be loaded. */
  readonly destination: string | null;
}

/** Made before a request is sent. Without an entry after it, the outcome is unknown. */
export interface AuditEntryBefore extends AuditMembers {
  readonly stage: 'before';
}

/** Made after a request was sent, or where an earlier answer was given again. */
export interface AuditEntryAfter extends AuditMembers {
  readonly stage: 'after' | 'replayed';
  /** What is known of the token. */
  readonly outcome: 'revoked' | 'not_revoked' | 'unknown';
  /** The name of the `RevokeTokenError` that `revokeToken` would reject with, or `null`. */
  readonly name: string | null;
  /** The vendor's status, or `null`. */
  readonly status: number | null;
  /** The vendor's code, redacted, or `null`. */
  readonly code: string | null;
}

/** Keeps texts under keys: Redis, a KV namespace. Each method may return a promise. */
export interface RelayStore {
  /** The value under a key; anything else where there is none. */
  get(key: string): unknown;
  /** Keeps a value for so many seconds. */
  set(key: string, value: string, seconds: number): unknown;
}
