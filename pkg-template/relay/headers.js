/** The header that names the gate that answered. */
export const GATE = 'x-nomba-revoke-relay';

/** The vendor's headers with the number of requests that may be sent. */
export const RATE_LIMIT = ['x-rate-limit-limit', 'x-rate-limit-remaining', 'x-rate-limit-window'];

/** The header with the time to wait before the next request. */
export const RETRY_AFTER = 'retry-after';
