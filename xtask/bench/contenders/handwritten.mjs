// What nomba-revoke does for one token, written by hand in JavaScript: the same checks, settings,
// time-out, abort, cap on the body, errors and retries. Options, redaction and the care for foreign
// realms it has not.
const LIMITS = { clientId: [36, 36], access_token: [300, 600] };
const BODY_LIMIT = 64 * 1024;
const LONGEST_DESCRIPTION = 1_000;
const LONGEST_WAIT = 30_000;

const NAMES = {
  400: 'RequestError',
  401: 'AuthenticationError',
  403: 'AuthorizationError',
  404: 'RecordNotFoundError',
  422: 'RequestError',
  429: 'RateLimitError',
};
const RETRIED = ['RateLimitError', 'ServerError', 'NetworkError', 'TimeoutError'];
const UNKNOWN = ['ServerError', 'UnexpectedResponseError', 'NetworkError', 'TimeoutError'];

export class RevokeError extends Error {
  constructor(name, members) {
    super(`The call ended with a ${name}`, members);
    this.name = name;
    Object.assign(this, { status: null, code: null, description: null, issues: [] }, members);
  }
}

/** @returns {Promise<{ code: string, description: string | null, status: number, attempts: number }>} */
export async function revoke({ clientId, access_token, baseUrl, signal, timeout = 30_000, retries = 2 }) {
  const issues = validate({ clientId, access_token });
  if (issues.length > 0) throw new RevokeError('ValidationError', { issues, outcome: 'not_revoked' });
  const url = `${baseUrl}/v1/auth/token/revoke`;
  const body = JSON.stringify({ clientId, access_token });
  let outcome = 'not_revoked';
  for (let attempts = 1; ; attempts += 1) {
    signal?.throwIfAborted();
    try {
      return { ...(await attempt(url, body, signal, timeout)), attempts };
    } catch (error) {
      if (!(error instanceof RevokeError)) throw error;
      if (UNKNOWN.includes(error.name)) outcome = 'unknown';
      Object.assign(error, { attempts, outcome });
      const wait = error.retryAfter ?? error.rateLimit?.window ?? backOff(attempts);
      if (attempts > retries || !RETRIED.includes(error.name) || wait > LONGEST_WAIT) throw error;
      await pause(wait, signal);
    }
  }
}

export function validate(request) {
  const issues = [];
  for (const [name, [minimum, maximum]] of Object.entries(LIMITS)) {
    const value = request[name];
    if (value === undefined) issues.push({ path: [name], code: 'required' });
    else if (typeof value !== 'string') issues.push({ path: [name], code: 'type' });
    else {
      const actual = value.length - (value.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
      if (actual < minimum) issues.push({ path: [name], code: 'too_short', minimum, actual });
      if (actual > maximum) issues.push({ path: [name], code: 'too_long', maximum, actual });
    }
  }
  return issues;
}

async function attempt(url, body, signal, timeout) {
  const controller = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    controller.abort();
  }, timeout);
  const abort = () => controller.abort(signal.reason);
  signal?.addEventListener('abort', abort);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body,
      redirect: 'manual',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      signal: controller.signal,
    });
    const { status, headers } = response;
    const text = await read(response);
    const rateLimit = readRateLimit(headers);
    const answer = parse(text);
    if (status === 200 && answer?.code === '00') {
      return { code: '00', description: answer.description, status, rateLimit };
    }
    const name = nameOf(status, answer);
    throw new RevokeError(name, { status, ...answer, rateLimit, retryAfter: readRetryAfter(headers) });
  } catch (cause) {
    if (cause instanceof RevokeError) throw cause;
    signal?.throwIfAborted();
    throw new RevokeError(late ? 'TimeoutError' : 'NetworkError', { cause });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** The text of a body; `undefined` where it is over the limit. */
async function read(response) {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > BODY_LIMIT) {
      reader.cancel().catch(() => {});
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}

function parse(text) {
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof answer?.code !== 'string') return undefined;
  const description = typeof answer.description === 'string' ? answer.description : null;
  return { code: answer.code, description: description?.slice(0, LONGEST_DESCRIPTION) ?? null };
}

function nameOf(status, answer) {
  if (status === 200) return answer === undefined ? 'UnexpectedResponseError' : 'NotRevokedError';
  if (status >= 500 && status < 600) return 'ServerError';
  return NAMES[status] ?? 'UnexpectedResponseError';
}

function readRateLimit(headers) {
  const limit = headers.get('x-rate-limit-limit');
  const remaining = headers.get('x-rate-limit-remaining');
  const window = headers.get('x-rate-limit-window');
  const [, number, unit] = window?.match(/^(\d+)(ms|s|m|h)$/) ?? [];
  if (limit === null || remaining === null || number === undefined) return null;
  const factor = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[unit];
  return { limit: Number(limit), remaining: Number(remaining), window: Number(number) * factor };
}

function readRetryAfter(headers) {
  const value = headers.get('retry-after');
  if (value === null) return null;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isNaN(milliseconds) ? null : Math.max(0, milliseconds);
}

function backOff(attempts) {
  return Math.random() * Math.min(8_000, 500 * 2 ** (attempts - 1));
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', abort);
  });
}
