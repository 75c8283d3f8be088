// The relay, with and without the types of a platform.
import {
  createRevokeRelay,
  toNodeHandler,
  type AuditEntry,
  type RelayStore,
  type RevokeRelay,
  type RevokeRelayOptions,
} from 'nomba-revoke/relay';

interface Context {
  env: { NOMBA_CLIENT_ID: string };
}

const entries: AuditEntry[] = [];
const map = new Map<string, string>();
const store: RelayStore = { get: (key) => map.get(key), set: async (key, value) => void map.set(key, value) };

const options: RevokeRelayOptions<Context> = {
  authorize: (request, context) => {
    const origin: string | null = request.headers.get('origin');
    return origin === null ? context.env !== undefined : { actor: origin };
  },
  approve: async ({ actor, clientId, tokenHash, context }) =>
    actor !== null && clientId === context.env.NOMBA_CLIENT_ID && tokenHash.length === 64,
  environment: 'sandbox',
  clientId: (_request, context) => context.env.NOMBA_CLIENT_ID,
  accountId: 'account',
  validate: true,
  timeout: 1000,
  hookTimeout: 1000,
  maxInFlight: 8,
  allowedOrigins: ['https://admin.example.com'],
  credentials: true,
  allowedHeaders: ['x-csrf-token'],
  audit: (entry) => {
    entries.push(entry);
    if (entry.stage === 'before') {
      // @ts-expect-error nothing is known before
      void entry.outcome;
    } else {
      const outcome: 'revoked' | 'not_revoked' | 'unknown' = entry.outcome;
      void outcome;
    }
    // @ts-expect-error no entry holds the token
    void entry.access_token;
  },
  store,
  onError: (error: unknown) => void error,
};

export const relay: RevokeRelay<Context> = createRevokeRelay(options);
export const handler = toNodeHandler(relay);
export const open = createRevokeRelay({ authorize: () => true, baseUrl: { href: 'https://proxy.example' } });
export const absent = createRevokeRelay({ authorize: () => false, environment: 'production', baseUrl: undefined });

// @ts-expect-error there is no open relay
createRevokeRelay({ environment: 'sandbox' });
// @ts-expect-error a text is no permission
createRevokeRelay({ environment: 'sandbox', authorize: () => 'yes' });
// @ts-expect-error an actor is a string
createRevokeRelay({ environment: 'sandbox', authorize: () => ({ actor: null }) });
// @ts-expect-error there are two environments
createRevokeRelay({ environment: 'staging', authorize: () => true });
// @ts-expect-error a relay makes one attempt
createRevokeRelay({ environment: 'sandbox', authorize: () => true, retries: 2 });
// @ts-expect-error a store has two methods
createRevokeRelay({ environment: 'sandbox', authorize: () => true, store: { get: () => '' } });
// @ts-expect-error the hook of a relay is called with a request
toNodeHandler((request: number) => Promise.resolve(request));
