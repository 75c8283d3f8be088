// What a server can do wrong, and how a call ends then. Both suites, Node's and Chromium's, run
// every row.
//
//   fault     what the server does
//   does      how it does it (misbehave.mjs); `when` and `keeps` are in server.mjs
//   prefer    instead of `does`: the fault of the mock server of that name
//   ends      how the call ends; `attempts` is 1 and `met`, what the server has met, the same as
//             `attempts` where nothing else is set
//   node, chromium   what is different there, and why: the platform's doing, each time; with `or`,
//             it depends on the version, and in some versions on chance
//   retries, timeout, calls   of the call: none, a minute, one, where nothing else is set
//   follows   whether the caller has a `fetch` that follows redirects, and `followed` how many it then follows to
//             another origin; none where nothing else is set
import { deflateRawSync, gzipSync } from 'node:zlib';
import {
  OK, answer, chunked, closes, drips, endlessly, head, inTurn, nothing, ok, resets, says,
} from './misbehave.mjs';

// --- How a call ends --------------------------------------------------------------------------

const REVOKED = { name: null, outcome: 'revoked', status: 200 };
const FETCH_FAILED = { name: 'NetworkError', outcome: 'unknown', status: null };
const LATE = { name: 'TimeoutError', outcome: 'unknown', status: null };
const OTHER = { name: 'NotRevokedError', outcome: 'not_revoked', status: 200 };
const INVALID = { name: 'RequestError', outcome: 'not_revoked', status: 400 };
const UNAUTHENTICATED = { name: 'AuthenticationError', outcome: 'not_revoked', status: 401 };
const FORBIDDEN = { name: 'AuthorizationError', outcome: 'not_revoked', status: 403 };
const NOT_FOUND = { name: 'RecordNotFoundError', outcome: 'not_revoked', status: 404 };
const LIMITED = { name: 'RateLimitError', outcome: 'not_revoked', status: 429 };
const FAILED = { name: 'ServerError', outcome: 'unknown', status: 500 };
const MALFORMED = { name: 'UnexpectedResponseError', outcome: 'unknown', status: 200 };

// --- Used more than once ----------------------------------------------------------------------

const KEPT = 'connection: keep-alive';
const CHUNKED = 'transfer-encoding: chunked';
const GZIP = 'content-encoding: gzip';
const QUOTA = ['x-rate-limit-limit: 40', 'x-rate-limit-remaining: 39', 'x-rate-limit-window: 1s'];
const quota = { limit: 40, remaining: 39, window: 1_000 };

const json = (text) => says(answer('200 OK', text, 'content-type: application/json'));
const nested = (depth) => '['.repeat(depth) + ']'.repeat(depth);
const refuses = (status, ...lines) => says(answer(status, '{"code":"01","description":"No."}', ...lines));

const HIDDEN = { status: null, why: "a browser hides a redirect's status" };
const RESENT = (requests) => ({ met: requests, why: 'the platform itself sends the request again' });
const ASSUMED = { ...REVOKED, why: 'Chromium takes a missing status for 200' };
const SILENT = { ...LATE, or: FETCH_FAILED, timeout: 300, why: "the fetch of a Node before 24 never reports the end" };
const LENIENT = { ...REVOKED, why: 'a browser passes over it' };

export const TABLE = {
  'The connection': [
    { fault: 'closes it before it reads', when: 'connection', does: closes(), ends: FETCH_FAILED, node: SILENT },
    { fault: 'resets it before it reads', when: 'connection', does: resets(), ends: FETCH_FAILED },
    { fault: 'resets it before it reads, each time', when: 'connection', does: resets(), retries: 2, ends: { ...FETCH_FAILED, attempts: 3 } },
    { fault: 'closes it after the headers of the request', when: 'head', does: closes(), ends: FETCH_FAILED },
    { fault: 'resets it after the headers of the request', when: 'head', does: resets(), ends: FETCH_FAILED },
    { fault: 'closes it after the request', does: closes(), ends: FETCH_FAILED },
    { fault: 'resets it after the request', does: resets(), ends: FETCH_FAILED },
    { fault: 'resets it after the request, each time', does: resets(), retries: 1, ends: { ...FETCH_FAILED, attempts: 2 } },
    { fault: 'resets it after the request, then answers', does: inTurn(resets(), json(OK)), retries: 1, ends: { ...REVOKED, attempts: 2 } },
    { fault: 'resets it after the request, then answers 404', does: inTurn(resets(), refuses('404 Not Found')), retries: 1, ends: { ...NOT_FOUND, attempts: 2, outcome: 'unknown' } },
    { fault: 'never answers', does: nothing, timeout: 300, ends: LATE },
    { fault: 'never answers, each time', does: nothing, timeout: 200, retries: 2, ends: { ...LATE, attempts: 3 } },
    { fault: 'closes a kept connection while it is idle', does: inTurn(closes(answer('200 OK', OK, KEPT)), json(OK)), calls: 2, ends: REVOKED, met: 2 },
    { fault: 'resets a kept connection when it is used again', does: (socket, { onConnection }) => (onConnection > 1 ? resets() : says(answer('200 OK', OK, KEPT, 'keep-alive: timeout=600')))(socket), keeps: true, calls: 2, ends: FETCH_FAILED, met: 2, chromium: { ...REVOKED, ...RESENT(3) } },
    { fault: 'resets a kept connection after the request, then answers 404', does: inTurn(resets(), refuses('404 Not Found')), keeps: true, ends: FETCH_FAILED, chromium: { ...NOT_FOUND, ...RESENT(2) } },
  ],
  'Not HTTP': [
    { fault: 'says something else', does: closes('SSH-2.0-OpenSSH_9.2p1\r\n'), ends: FETCH_FAILED },
    { fault: 'says something else and waits', does: says('220 mail.example ESMTP\r\n'), ends: FETCH_FAILED },
    { fault: 'refuses as a TLS server does', does: closes(Buffer.from([0x15, 3, 1, 0, 2, 2, 70])), ends: FETCH_FAILED },
    { fault: 'sends noise without end', does: endlessly('', '\x00\xff\x7f\x80'), ends: FETCH_FAILED },
    { fault: 'answers in HTTP/0.9', does: closes(OK), ends: FETCH_FAILED },
    { fault: 'breaks off in the status line', does: closes('HTTP/1.1 20'), ends: FETCH_FAILED },
    { fault: 'resets in the status line', does: resets('HTTP/1.1 20'), ends: FETCH_FAILED },
    { fault: 'stops in the status line', does: says('HTTP/1.1 20'), timeout: 300, ends: LATE },
    { fault: 'has no status', does: closes(answer('OK', OK)), ends: FETCH_FAILED, chromium: ASSUMED },
  ],
  'Headers': [
    { fault: 'breaks off in the headers', does: closes('HTTP/1.1 200 OK\r\ncontent-ty'), ends: FETCH_FAILED },
    { fault: 'resets in the headers', does: resets('HTTP/1.1 200 OK\r\ncontent-ty'), ends: FETCH_FAILED },
    { fault: 'stops in the headers', does: says('HTTP/1.1 200 OK\r\ncontent-ty'), timeout: 300, ends: LATE },
    { fault: 'drips headers for ever', does: drips('HTTP/1.1 200 OK\r\n', 'x-more: 1\r\n'), timeout: 300, ends: LATE },
    { fault: 'sends headers without end', does: endlessly('HTTP/1.1 200 OK\r\n', 'x-more: 1\r\n'), ends: FETCH_FAILED },
    { fault: 'sends a header of 512 KiB', does: says(answer('200 OK', OK, `x-huge: ${'x'.repeat(512 * 1024)}`)), ends: FETCH_FAILED },
    { fault: 'sends a header of 8 KiB', does: says(answer('200 OK', OK, `x-large: ${'x'.repeat(8 * 1024)}`)), ends: REVOKED },
    { fault: 'sends 4,000 headers', does: says(answer('200 OK', OK, ...Array(4_000).fill('x-more: 1'))), ends: FETCH_FAILED, chromium: LENIENT },
    { fault: 'sends a header without a colon', does: says(answer('200 OK', OK, 'no colon here')), ends: FETCH_FAILED, chromium: LENIENT },
    { fault: 'sends a header with a NUL', does: says(answer('200 OK', OK, 'x-nul: a\0b')), ends: FETCH_FAILED },
    { fault: 'sends a header in bytes that are no text', does: says(answer('200 OK', OK, 'x-bytes: \xff\xfe\x80')), ends: REVOKED },
    { fault: 'sends a reason in bytes that are no text', does: says(answer('200 \xff\xfe', OK)), ends: REVOKED },
    { fault: 'sends no reason', does: says(answer('200', OK)), ends: REVOKED },
  ],
  'Where the body ends': [
    { fault: 'says no length and closes in the middle', does: closes(ok(OK.slice(0, 20))), ends: MALFORMED },
    { fault: 'says no length and closes at the end', does: closes(ok(OK)), ends: REVOKED },
    { fault: 'says no length and resets in the middle', does: resets(ok(OK.slice(0, 20))), ends: FETCH_FAILED, node: { ...MALFORMED, why: 'Node takes the reset for the end where no length was announced' } },
    { fault: 'closes before the length it announced', does: closes(ok(OK, 'content-length: 1000')), ends: FETCH_FAILED },
    { fault: 'closes before the length it announced, each time', does: closes(ok(OK, 'content-length: 1000')), retries: 1, ends: { ...FETCH_FAILED, attempts: 2 } },
    { fault: 'closes right after the headers', does: closes(ok('', 'content-length: 1000')), ends: FETCH_FAILED },
    { fault: 'resets before the length it announced', does: resets(ok(OK, 'content-length: 1000')), ends: FETCH_FAILED },
    { fault: 'stops before the length it announced', does: says(ok(OK, 'content-length: 1000')), timeout: 300, ends: LATE },
    { fault: 'sends more than the length it announced', does: says(ok(OK, 'content-length: 20')), ends: MALFORMED },
    { fault: 'says two different lengths', does: says(ok(OK, 'content-length: 20', `content-length: ${OK.length}`)), ends: FETCH_FAILED },
    { fault: 'says a negative length', does: closes(ok(OK, 'content-length: -1')), ends: FETCH_FAILED, chromium: LENIENT },
    { fault: 'says a length that is no number', does: closes(ok(OK, 'content-length: many')), ends: FETCH_FAILED, chromium: LENIENT },
    { fault: 'says a length beyond every number', does: closes(ok(OK, `content-length: ${'9'.repeat(40)}`)), ends: FETCH_FAILED, chromium: LENIENT },
    { fault: 'says a length and sends chunks', does: says(ok(chunked(OK, ''), 'content-length: 5', CHUNKED)), ends: FETCH_FAILED, chromium: { ...REVOKED, why: 'a browser goes by the chunks' } },
    { fault: 'sends sizes of chunks that are no numbers', does: closes(ok(`ten\r\n${OK}\r\n0\r\n\r\n`, CHUNKED)), ends: FETCH_FAILED },
    { fault: 'sends a negative size of a chunk', does: closes(ok(`-38\r\n${OK}\r\n0\r\n\r\n`, CHUNKED)), ends: FETCH_FAILED },
    { fault: 'sends a size of a chunk beyond every number', does: closes(ok(`${'f'.repeat(40)}\r\n${OK}`, CHUNKED)), ends: FETCH_FAILED },
    { fault: 'sends more than the size of the chunk', does: closes(ok(`5\r\n${OK}\r\n0\r\n\r\n`, CHUNKED)), ends: FETCH_FAILED },
    { fault: 'closes in the middle of a chunk', does: closes(ok(`${OK.length.toString(16)}\r\n${OK.slice(0, 20)}`, CHUNKED)), ends: FETCH_FAILED },
    { fault: 'closes before the last chunk', does: closes(ok(chunked(OK), CHUNKED)), ends: FETCH_FAILED },
    { fault: 'stops before the last chunk', does: says(ok(chunked(OK), CHUNKED)), timeout: 300, ends: LATE },
    { fault: 'sends a chunk for each byte', does: says(ok(chunked(...OK, ''), CHUNKED)), ends: REVOKED },
    { fault: 'drips the body for ever', does: drips(head('200 OK', CHUNKED), chunked(' ')), timeout: 300, ends: LATE },
    { fault: 'drips the body for ever, each time', does: drips(head('200 OK', CHUNKED), chunked(' ')), timeout: 200, retries: 1, ends: { ...LATE, attempts: 2 } },
    { fault: 'sends a body without end', does: endlessly(head('200 OK'), ' '), ends: MALFORMED },
    { fault: 'sends chunks without end', does: endlessly(head('200 OK', CHUNKED), chunked(' '.repeat(4096))), ends: MALFORMED },
    { fault: 'sends a body of exactly 64 KiB', does: json(OK.padEnd(64 * 1024)), ends: REVOKED },
    { fault: 'sends a body of one byte more', does: json(OK.padEnd(64 * 1024 + 1)), ends: MALFORMED },
    { fault: 'sends a second answer right after the first', does: says(answer('200 OK', OK, KEPT), answer('500 Oh', '', KEPT)), ends: REVOKED },
    { fault: 'sends "revoked" to no request after a refusal, and the refusal again', does: says(answer('404 Not Found', '', KEPT), answer('200 OK', OK, KEPT)), calls: 2, ends: { ...NOT_FOUND, code: null }, met: 2 },
  ],
  'Encodings of the body': [
    { fault: 'compresses in good order', does: says(ok(gzipSync(OK), GZIP, `content-length: ${gzipSync(OK).length}`)), ends: REVOKED },
    { fault: 'calls gzip what is none', does: closes(ok(OK, GZIP)), ends: FETCH_FAILED, node: SILENT },
    { fault: 'garbles the gzip', does: closes(ok(gzipSync(OK).fill(0xff, 10), GZIP)), ends: FETCH_FAILED, node: SILENT },
    { fault: 'breaks off in the gzip', does: closes(ok(gzipSync(OK).subarray(0, 40), GZIP)), ends: MALFORMED },
    { fault: 'garbles the checksum of the gzip', does: says(ok(gzipSync(OK).fill(0xff, gzipSync(OK).length - 8), GZIP, `content-length: ${gzipSync(OK).length}`)), ends: FETCH_FAILED, chromium: LENIENT },
    { fault: 'calls deflate what is gzip', does: closes(ok(gzipSync(OK), 'content-encoding: deflate')), ends: FETCH_FAILED, node: SILENT },
    { fault: 'sends deflate without its wrapping', does: closes(ok(deflateRawSync(OK), 'content-encoding: deflate')), ends: REVOKED },
    { fault: 'names an encoding that does not exist', does: closes(ok(OK, 'content-encoding: imaginary')), ends: REVOKED },
    { fault: 'compresses 32 MiB of blanks', does: closes(ok(gzipSync(OK.padEnd(32 * 1024 * 1024)), GZIP)), ends: MALFORMED },
    { fault: 'sends bytes that are no UTF-8 in the description', does: json(Buffer.from(OK.replace('Token', '\xff\xfe'), 'latin1')), ends: { ...REVOKED, description: '\ufffd\ufffd revoked successfully' } },
    { fault: 'sends bytes that are no UTF-8 in the code', does: json(Buffer.from('{"code":"00\xff"}', 'latin1')), ends: OTHER },
    { fault: 'begins with a byte order mark', does: json(`\ufeff${OK}`), ends: REVOKED },
    { fault: 'answers in UTF-16', does: json(Buffer.from(OK, 'utf16le')), ends: MALFORMED },
  ],
  'What the body says': [
    ...['', ' ', 'null', 'true', '0', '"00"', '[]', `[${OK}]`, '{}', `${OK}${OK}`, `${OK},`, "{'code':'00'}", '{"code":00}', '<html></html>'].map((text) => ({
      fault: `says 200 and ${text === '' ? 'nothing' : JSON.stringify(text)}`, does: json(text), ends: MALFORMED,
    })),
    ...['0', '1', 'null', 'true', '["00"]', '{"code":"00"}'].map((code) => ({
      fault: `gives the code ${code} where a string belongs`, does: json(`{"code":${code}}`), ends: { ...MALFORMED, code: null },
    })),
    ...['', '0', '000', ' 00', '00 ', '00\\u0000', '\\u0660\\u0660', '01', 'OK'].map((code) => ({
      fault: `gives the code "${code}"`, does: json(`{"code":"${code}"}`), ends: { ...OTHER, code: JSON.parse(`"${code}"`).replace('\0', '') },
    })),
    { fault: 'spells the code in escapes', does: json('{"\\u0063ode":"\\u0030\\u0030"}'), ends: REVOKED },
    { fault: 'gives the code twice, last "01"', does: json('{"code":"00","code":"01"}'), ends: OTHER },
    { fault: 'gives the code twice, last "00"', does: json('{"code":"01","code":"00"}'), ends: REVOKED },
    { fault: 'gives the code in a prototype', does: json('{"__proto__":{"code":"00"}}'), ends: MALFORMED },
    { fault: 'names the code otherwise', does: json('{"Code":"00"}'), ends: MALFORMED },
    { fault: 'nests arrays deeply', does: json(nested(30_000)), ends: MALFORMED },
    { fault: 'nests arrays deeply beside the code', does: json(`{"code":"00","data":${nested(30_000)}}`), ends: REVOKED },
    { fault: 'gives a number for the description', does: json('{"code":"00","description":7}'), ends: { ...REVOKED, description: null } },
    { fault: 'hides controls in the description', does: json('{"code":"01","description":"a\\u0000\\u001b[31m\\u202eb"}'), ends: { ...OTHER, description: 'a[31mb' } },
    { fault: 'calls the JSON text/html', does: says(answer('200 OK', OK, 'content-type: text/html')), ends: REVOKED },
  ],
  'Refusals and failures': [
    { fault: 'refuses with 401 and a body without end', does: endlessly(head('401 No'), 'x'), ends: { ...UNAUTHENTICATED, code: null } },
    { fault: 'refuses with 401 and a body that drips', does: drips(head('401 No', CHUNKED), chunked('x')), timeout: 3_000, ends: { ...UNAUTHENTICATED, code: null } },
    { fault: 'refuses with 404 and a body that stops', does: says(head('404 No', 'content-length: 100')), timeout: 3_000, ends: { ...NOT_FOUND, code: null } },
    { fault: 'refuses with 403 and closes in the body', does: closes(ok('{"code"', 'content-length: 100').toString().replace('200 OK', '403 No')), ends: { ...FORBIDDEN, code: null } },
    { fault: 'refuses with 400 and garbles the gzip', does: says(answer('400 No', 'none', GZIP)), ends: { ...INVALID, code: null } },
    { fault: 'refuses with 400 and nothing', does: says(answer('400 Bad Request')), ends: { ...INVALID, code: null } },
    { fault: 'refuses with 401 and asks for a password', does: refuses('401 Unauthorized', 'www-authenticate: Basic realm="x"'), ends: UNAUTHENTICATED },
    { fault: 'refuses with 404 and the code for success', does: says(answer('404 Not Found', OK)), ends: { ...NOT_FOUND, code: '00' } },
    { fault: 'refuses with 422', does: refuses('422 No'), ends: { ...INVALID, status: 422 } },
    { fault: 'fails with 500 and nothing', does: says(answer('500 Oh')), ends: { ...FAILED, code: null } },
    { fault: 'fails with 500 and the code for success', does: says(answer('500 Oh', OK)), ends: FAILED },
    { fault: 'fails with 502 and a page', does: says(answer('502 Bad Gateway', '<html>', 'content-type: text/html')), ends: { ...FAILED, status: 502, code: null } },
    { fault: 'fails with 503 and a body without end', does: endlessly(head('503 Oh'), 'x'), retries: 1, ends: { ...FAILED, status: 503, code: null, attempts: 2 } },
    { fault: 'fails with 500, then refuses with 400', does: inTurn(says(answer('500 Oh')), refuses('400 No')), retries: 2, ends: { ...INVALID, attempts: 2, outcome: 'unknown' } },
    { fault: 'fails with 500, then closes, then answers', does: inTurn(says(answer('500 Oh')), closes(), json(OK)), retries: 2, ends: { ...REVOKED, attempts: 3 } },
  ],
  'Statuses': [
    { fault: 'says 100 and then the answer', does: says('HTTP/1.1 100 Continue\r\n\r\n', answer('200 OK', OK)), ends: REVOKED, node: { ...FETCH_FAILED, why: 'Node takes only a 100 that it asked for' } },
    { fault: 'says 103 twice and then the answer', does: says('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'.repeat(2), answer('200 OK', OK)), ends: REVOKED },
    { fault: 'says 102 and nothing more', does: says('HTTP/1.1 102 Processing\r\n\r\n'), timeout: 300, ends: LATE },
    { fault: 'switches protocols', does: says('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'), ends: FETCH_FAILED, chromium: { ...LATE, timeout: 300, why: 'a browser waits on' } },
    ...[201, 202, 203, 206, 226, 299].map((status) => ({ fault: `says ${status} and the code for success`, does: says(answer(`${status} Well`, OK)), ends: { ...MALFORMED, status } })),
    ...[204, 205, 304].map((status) => ({ fault: `says ${status}`, does: says(head(`${status} Nothing`)), ends: { ...MALFORMED, status } })),
    { fault: 'says 204 and sends a body', does: closes(ok(OK).toString().replace('200 OK', '204 No Content')), ends: { ...MALFORMED, status: 204 } },
    ...[402, 405, 408, 409, 410, 413, 415, 418, 425, 426, 428, 431, 451, 499].map((status) => ({ fault: `says ${status}`, does: refuses(`${status} No`), ends: { ...MALFORMED, status } })),
    { fault: 'says 407 as if it were a proxy', does: refuses('407 No', 'proxy-authenticate: Basic realm="x"'), ends: FETCH_FAILED },
    { fault: 'says 421, which asks for another connection', does: refuses('421 No'), ends: { ...MALFORMED, status: 421 }, met: 2 },
    ...[501, 504, 511, 599].map((status) => ({ fault: `says ${status}`, does: refuses(`${status} Oh`), ends: { ...FAILED, status } })),
    ...[600, 999].map((status) => ({ fault: `says ${status} and the code for success`, does: says(answer(`${status} What`, OK)), ends: { ...MALFORMED, status } })),
    { fault: 'says 099', does: closes(answer('099 What', OK)), ends: FETCH_FAILED, chromium: { ...MALFORMED, status: 99, why: 'a browser takes it for a status' } },
    { fault: 'says 2000', does: closes(answer('2000 What', OK)), ends: FETCH_FAILED, chromium: { ...MALFORMED, status: null, why: 'a browser takes it for a status' } },
    { fault: 'says -200', does: closes(answer('-200 What', OK)), ends: FETCH_FAILED, chromium: ASSUMED },
  ],
  'Redirects': [
    ...[301, 302, 303, 307, 308].map((status) => ({
      fault: `redirects with ${status} to another origin`, does: (socket, count, elsewhere) => says(answer(`${status} There`, OK, `location: ${elsewhere}`))(socket), ends: { ...MALFORMED, status }, chromium: HIDDEN,
    })),
    { fault: 'redirects with 307 to itself', does: says(answer('307 Here', '', 'location: ?')), ends: { ...MALFORMED, status: 307 }, chromium: HIDDEN },
    { fault: 'redirects with 307 to nowhere', does: says(answer('307 Where')), ends: { ...MALFORMED, status: 307 }, chromium: HIDDEN },
    { fault: 'redirects with 302 to no address', does: says(answer('302 There', '', 'location: http://[')), ends: { ...MALFORMED, status: 302 }, chromium: { ...FETCH_FAILED, why: 'a browser refuses such an address' } },
    { fault: 'redirects with 300', does: says(answer('300 Choose', OK, 'location: /x')), ends: { ...MALFORMED, status: 300 } },
    ...['302', '307'].map((status) => ({
      fault: `redirects with ${status} to another origin, and the caller's fetch follows`, does: (socket, count, elsewhere) => says(answer(`${status} There`, '', `location: ${elsewhere}`))(socket), retries: 2, ends: MALFORMED, follows: true, followed: 1,
    })),
    { fault: 'redirects with 307 to itself once, and the caller\'s fetch follows', does: inTurn(says(answer('307 Here', '', 'location: ?')), refuses('404 Not Found')), retries: 2, ends: { ...MALFORMED, status: 404 }, met: 2, follows: true },
    { fault: 'redirects never, and the caller\'s fetch would follow', does: json(OK), ends: REVOKED, follows: true },
    { fault: 'names another address in Refresh', does: (socket, count, elsewhere) => says(answer('200 OK', OK, `refresh: 0; url=${elsewhere}`))(socket), ends: REVOKED },
  ],
  'The rate limit': [
    { fault: 'sends the rate limit', does: says(answer('200 OK', OK, ...QUOTA)), ends: { ...REVOKED, rateLimit: quota } },
    ...[
      ['has text in', ['x-rate-limit-limit: many', QUOTA[1], QUOTA[2]]],
      ['has negative numbers in', [QUOTA[0], 'x-rate-limit-remaining: -1', QUOTA[2]]],
      ['has a fraction in', [QUOTA[0], QUOTA[1], 'x-rate-limit-window: 0.5s']],
      ['has a number beyond all bounds in', [QUOTA[0], QUOTA[1], `x-rate-limit-window: ${'9'.repeat(200)}`]],
      ['has 8 KiB of digits in', [`x-rate-limit-limit: ${'9'.repeat(8 * 1024)}`, QUOTA[1], QUOTA[2]]],
      ['has bytes that are no text in', ['x-rate-limit-limit: \xff\xfe', QUOTA[1], QUOTA[2]]],
      ['has nothing in', ['x-rate-limit-limit:', QUOTA[1], QUOTA[2]]],
      ['is twice among', [...QUOTA, QUOTA[0]]],
      ['is missing among', QUOTA.slice(1)],
    ].map(([fault, lines]) => ({ fault: `${fault} the rate-limit headers`, does: says(answer('200 OK', OK, ...lines)), ends: { ...REVOKED, rateLimit: null } })),
    { fault: 'refuses with 429 and garbage in every header', does: refuses('429 Slow', 'retry-after: soon', 'x-rate-limit-limit: x', 'x-rate-limit-remaining: y', 'x-rate-limit-window: z'), retries: 1, ends: { ...LIMITED, attempts: 2, retryAfter: null, rateLimit: null } },
    { fault: 'refuses with 429 and a wait of none', does: refuses('429 Slow', 'retry-after: 0'), retries: 2, ends: { ...LIMITED, attempts: 3, retryAfter: 0 } },
    { fault: 'refuses with 429 and a date long past', does: refuses('429 Slow', 'retry-after: Sun, 06 Nov 1994 08:49:37 GMT'), retries: 2, ends: { ...LIMITED, attempts: 3, retryAfter: 0 } },
    { fault: 'refuses with 429 and a negative wait', does: refuses('429 Slow', 'retry-after: -5'), retries: 1, ends: { ...LIMITED, attempts: 2, retryAfter: null } },
    { fault: 'refuses with 429 and two waits', does: refuses('429 Slow', 'retry-after: 0', 'retry-after: 9'), retries: 1, ends: { ...LIMITED, attempts: 2, retryAfter: null } },
    { fault: 'refuses with 429 and a wait of 31 seconds', does: refuses('429 Slow', 'retry-after: 31'), retries: 2, ends: { ...LIMITED, retryAfter: 31_000 } },
    { fault: 'refuses with 429 and a wait beyond every number', does: refuses('429 Slow', `retry-after: ${'9'.repeat(400)}`), retries: 2, ends: { ...LIMITED, retryAfter: Number.MAX_SAFE_INTEGER } },
    { fault: 'refuses with 429 and a window of a minute', does: refuses('429 Slow', 'x-rate-limit-limit: 1', 'x-rate-limit-remaining: 0', 'x-rate-limit-window: 1m'), retries: 2, ends: LIMITED },
    { fault: 'refuses with 429, then answers', does: inTurn(refuses('429 Slow', 'retry-after: 0'), json(OK)), retries: 1, ends: { ...REVOKED, attempts: 2 } },
    { fault: 'refuses with 429, then with 400', does: inTurn(refuses('429 Slow', 'retry-after: 0'), refuses('400 No')), retries: 1, ends: { ...INVALID, attempts: 2 } },
    { fault: 'fails with 503 and a wait of none', does: refuses('503 Oh', 'retry-after: 0'), retries: 2, ends: { ...FAILED, status: 503, attempts: 3, retryAfter: 0 } },
  ],
  'The mock server': [
    { prefer: 'no-answer', timeout: 300, ends: LATE },
    { prefer: 'lost-answer', ends: FETCH_FAILED, chromium: { ...NOT_FOUND, ...RESENT(2) } },
    { prefer: 'lost-answer', retries: 1, ends: { ...NOT_FOUND, attempts: 2, outcome: 'unknown' }, chromium: { ...NOT_FOUND, attempts: 1, outcome: 'not_revoked', ...RESENT(2) } },
    { prefer: 'slow-body', timeout: 500, ends: LATE },
    { prefer: 'cut-body', ends: FETCH_FAILED },
    { prefer: 'html-502', ends: { ...FAILED, status: 502, code: null } },
    { prefer: 'other-code', ends: OTHER },
    { prefer: 'redirect', ends: { ...MALFORMED, status: 307 }, chromium: HIDDEN },
    { prefer: 'echo', ends: { ...INVALID, code: '[redacted]', description: 'The token [redacted] was refused.' } },
  ],
};
