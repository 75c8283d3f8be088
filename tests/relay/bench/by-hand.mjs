// A relay written by hand, with the same gates, hash, audit trail and key, for the benchmark to compare with. It leaves
// out what the benchmark never needs: other origins, waiting under a key, a store of one's own.

const LIMIT = 8192;
const FIELDS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'content-type': 'application/json' };

function answer(gate, status, code, description, headers) {
  return new Response(JSON.stringify({ code, description }), {
    status,
    headers: { ...FIELDS, 'x-nomba-revoke-relay': gate, ...headers },
  });
}

async function sha256(text) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  let hex = '';
  for (const byte of new Uint8Array(digest)) hex += (byte + 256).toString(16).slice(1);
  return hex;
}

async function read(request) {
  if (Number(request.headers.get('content-length')) > LIMIT) return undefined;
  let length = 0;
  const pieces = [];
  for await (const piece of request.body) {
    length += piece.length;
    if (length > LIMIT) return undefined;
    pieces.push(piece);
  }
  return new TextDecoder().decode(pieces.length === 1 ? pieces[0] : Buffer.concat(pieces));
}

/** What a promise resolves with; undefined where that takes too long. */
async function within(milliseconds, promise) {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)));
  const value = await Promise.race([promise, late]);
  clearTimeout(timer);
  return value;
}

function redact(text, secrets) {
  if (typeof text !== 'string') return null;
  let redacted = text.replace(/[\0-\x1f\x7f-\x9f]/g, '');
  for (const secret of secrets) redacted = redacted.replaceAll(secret, '[redacted]');
  return redacted.slice(0, 1000);
}

export function relayByHand({ authorize, audit, clientId, baseUrl, fetch }) {
  const address = `${baseUrl}/v1/auth/token/revoke`;
  const facts = new Map();
  let inFlight = 0;
  return async (request, context) => {
    const { pathname } = new URL(request.url);
    if (!pathname.endsWith('/v1/auth/token/revoke')) return answer('path', 404, '404', 'No such path.');
    if (request.method !== 'POST') return answer('method', 405, '405', 'POST only.', { allow: 'POST' });
    const site = request.headers.get('sec-fetch-site');
    const origin = request.headers.get('origin');
    if (site !== null ? site !== 'same-origin' && site !== 'none' : origin !== null) {
      return answer('origin', 403, '403', 'Not from there.');
    }
    if (!/^application\/json[\t ]*(;|$)/i.test(request.headers.get('content-type') ?? '')) {
      return answer('media-type', 415, '415', 'JSON only.');
    }
    const permission = await within(2_000, authorize(request, context));
    if (permission === undefined) return answer('authorize', 503, '503', 'Late.');
    if (permission === false) return answer('authorize', 403, '403', 'Not you.');
    const { actor = null } = permission;
    const text = await within(2_000, read(request));
    if (text === undefined) return answer('size', 413, '413', 'Too large.');
    let body;
    try {
      body = JSON.parse(text);
    } catch {
      return answer('body', 400, '400', 'No JSON.');
    }
    if (body.clientId !== undefined && body.clientId !== clientId) return answer('client', 403, '403', 'Another.');
    const token = body.access_token;
    if (typeof token !== 'string' || token.length < 300 || token.length > 600) {
      return answer('request', 400, '400', 'No token.');
    }
    const tokenHash = await sha256(token);
    const given = request.headers.get('idempotency-key');
    const key = given && (await sha256(JSON.stringify([address, clientId, null, tokenHash, given])));
    if (key && facts.get(key) === 'revoked') return answer('vendor', 200, '00', 'Revoked before.');
    if (inFlight >= 32) return answer('busy', 429, '429', 'Busy.', { 'retry-after': '1' });
    inFlight += 1;
    const entry = { id: crypto.randomUUID(), actor, clientId, tokenHash, destination: address };
    const taken = await within(2_000, audit({ ...entry, stage: 'before', time: new Date().toISOString() }).then(() => true));
    if (!taken) return answer('audit', 503, '503', 'Not audited.');
    if (key) facts.set(key, 'doubt');
    let response;
    let received;
    try {
      const signal = AbortSignal.timeout(20_000);
      response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ clientId, access_token: token }),
        redirect: 'manual',
        signal,
      });
      received = await response.json();
    } catch {
      return answer('network', 502, '502', 'No answer.');
    } finally {
      inFlight -= 1;
    }
    const isRevoked = response.status === 200 && received.code === '00';
    if (key) facts.set(key, isRevoked ? 'revoked' : 'none');
    if (facts.size > 10_000) facts.delete(facts.keys().next().value);
    const code = redact(received.code, [token, clientId]);
    const after = { stage: 'after', time: new Date().toISOString(), outcome: isRevoked ? 'revoked' : 'not_revoked' };
    await within(2_000, audit({ ...entry, ...after, name: null, status: response.status, code }));
    const headers = {};
    for (const name of ['x-rate-limit-limit', 'x-rate-limit-remaining', 'x-rate-limit-window', 'retry-after']) {
      const value = response.headers.get(name);
      if (value !== null) headers[name] = value;
    }
    return answer('vendor', response.status, code, redact(received.description, [token, clientId]), headers);
  };
}
