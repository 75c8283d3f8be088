/** Values to try the page with. No real server knows them. */

/** The client id that the specification shows. */
export const CLIENT_ID = '2242b79d-f2cf-4ccc-ada1-e890bd1a9f0d';

/** The token that the specification shows: 407 characters, expired in 2023. */
export const SPECIFICATION_TOKEN =
  'eyJhbGciOiJIUzI1NiJ9' +
  '.eyJHOjhmYWM4M2FjLTc2YjAtNDM1Zi1hYTM1LThkOTU3ZGQ5MjdkZCI6Ikc6OGZhYzgzYWMtNzZiMC00MzVmLWFhMzUt' +
  'OGQ5NTdkZDkyN2RkIiwiUjpURUFNU19PV05FUiI6IlI6VEVBTVNfT1dORVIiLCJFbWFpbDp2aWN0b3JzaG9hZ2FAZ21ha' +
  'WwuY29tIjoiRW1haWw6dmljdG9yc2hvYWdhQGdtYWlsLmNvbSIsImlhdCI6MTY4MTkxODU3OSwic3ViIjoiNWUyNmNmYj' +
  'AtNTI5Zi00MTdiLWI4ZDItYWJjNDcxZjRjOWRiIiwiZXhwIjoxNjgxOTIyMTc5fQ' +
  '.lQOsyhR1gajKdzE9IHQEtxhQyUrArctEDZiP9pWVTFY';

/** Nomba's documentation gives its tokens half an hour. */
const LIFETIME = 30 * 60;

/**
 * A new token in the shape of the specification's, with a random signature: some 390 characters,
 * whose claims say that it is valid for half an hour.
 */
export function generateToken(now = Date.now()) {
  const issued = Math.floor(now / 1000);
  const group = `G:${uuid()}`;
  const parts = [
    { alg: 'HS256' },
    {
      [group]: group,
      'R:EXAMPLE': 'R:EXAMPLE',
      note: 'Made by a demo page. No server issued it.',
      iat: issued,
      sub: uuid(),
      exp: issued + LIFETIME,
    },
  ];
  const encoder = new TextEncoder();
  const texts = parts.map((part) => base64url(encoder.encode(JSON.stringify(part))));
  return [...texts, base64url(random(32))].join('.');
}

/** `crypto.randomUUID` is missing where a page is served from another machine over plain HTTP. */
function uuid() {
  const bytes = random(16);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function random(length) {
  return crypto.getRandomValues(new Uint8Array(length));
}

function base64url(bytes) {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
