// Requests and answers to make cases of.

export const CLIENT_ID = '2242b79d-f2cf-4ccc-ada1-e890bd1a9f0d';

/** 400 characters without a repetition of four, so that every run of it is recognised. */
export const TOKEN = Array.from({ length: 100 }, (_, at) => `${at + 100}.`).join('');

export const REQUEST = { clientId: CLIENT_ID, access_token: TOKEN };

/** What the vendor answers where the token is revoked. */
export const REVOKED = {
  headers: { 'content-type': 'application/json' },
  body: '{"code":"00","description":"Token revoked successfully"}',
};

/** An answer in the vendor's shape, of another status. */
export function refusal(status, headers = {}) {
  return { status, headers, body: `{"code":"${status}","description":"The reason"}` };
}

/** An answer that asks for a retry at once. */
export function again(status) {
  return refusal(status, { 'retry-after': '0' });
}

/** A `fetch` that sends nothing: it keeps its calls and answers like the vendor. */
export function spy(answer = () => new Response(REVOKED.body, REVOKED)) {
  const calls = [];
  const fetch = (...given) => {
    calls.push(given);
    return Promise.resolve(answer(...given));
  };
  return Object.assign(fetch, { calls });
}

/** A JWT of these parts, unsigned; strings go in as they are. */
export function jwt(header, claims) {
  const part = (value) => {
    const bytes = new TextEncoder().encode(
      typeof value === 'string' ? value : JSON.stringify(value),
    );
    return btoa(String.fromCharCode(...bytes))
      .replace(/\+/g, '-')
      .replace(/\//g, '_')
      .replace(/=/g, '');
  };
  return `${part(header)}.${part(claims)}.c2lnbmF0dXJl`;
}
