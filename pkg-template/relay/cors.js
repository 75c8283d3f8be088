import { GATE, RATE_LIMIT, RETRY_AFTER } from './headers.js';

const EXPOSED = [...RATE_LIMIT, RETRY_AFTER, GATE].join(', ');
const ADMITTED = ['content-type', 'idempotency-key'];

/** Seconds for which a browser remembers the answer to a preflight. */
const MAX_AGE = '600';

/** The headers that let the page of an allowed origin read an answer; none for any other caller. */
export function corsHeaders({ allowedOrigins, credentials }, origin) {
  if (!allowedOrigins.includes(origin)) return {};
  return {
    vary: 'origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': EXPOSED,
    ...(credentials ? { 'access-control-allow-credentials': 'true' } : {}),
  };
}

/** The headers that answer a preflight, beside {@link corsHeaders}. */
export function preflightHeaders({ allowedHeaders }) {
  return {
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': [...ADMITTED, ...allowedHeaders].join(', '),
    'access-control-max-age': MAX_AGE,
  };
}
