// What JavaScript does better than a binding: literals, callbacks, guarded looks at foreign values.
// Nothing here decides anything. Where a function may throw, its import in host.rs says `catch`.

// --- Callbacks ------------------------------------------------------------------------------

/** Event kinds, as task.rs knows them. */
const FULFILLED = 0;
const REJECTED = 1;
const TIMER = 2;
const ABORT = 3;

let notify;

/** Takes the function that every event goes to: `(task, ticket, kind, value)`. */
export function connect(receiver) {
  notify = receiver;
}

/** Reports how a promise, or whatever was given in place of one, settles. */
export function follow(value, task, ticket) {
  try {
    Promise.resolve(value).then(
      (result) => notify(task, ticket, FULFILLED, result),
      (reason) => notify(task, ticket, REJECTED, reason),
    );
  } catch (reason) {
    notify(task, ticket, REJECTED, reason);
  }
}

/** What a call returns; where it throws instead, a promise that was rejected so. */
function promised(call) {
  try {
    return call();
  } catch (reason) {
    return Promise.reject(reason);
  }
}

export function startTimer(milliseconds, task, ticket) {
  return setTimeout(notify, milliseconds, task, ticket, TIMER);
}

/** Milliseconds by a clock that nobody sets, where there is one. */
export function now() {
  return (globalThis.performance ?? Date).now();
}

export function stopTimer(timer) {
  clearTimeout(timer);
}

export function listen(signal, task, ticket) {
  const listener = () => notify(task, ticket, ABORT);
  signal.addEventListener('abort', listener);
  return listener;
}

export function unlisten(signal, listener) {
  signal.removeEventListener('abort', listener);
}

// --- The request ----------------------------------------------------------------------------

/** The length of a string in Unicode code points; a lone surrogate counts as one. */
export function codePoints(text) {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}

export function body(clientId, access_token) {
  return JSON.stringify({ clientId, access_token });
}

/** What a Standard Schema says of a valid request: the two fields and nothing else. */
export function valid(clientId, access_token) {
  return { value: { clientId, access_token } };
}

/** The second argument of `fetch`. What is undefined or unknown to the runtime is left out. */
export function requestInit(body, accountId, headers, credentials, keepalive, signal) {
  const init = {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(accountId === undefined ? {} : { accountId }),
      ...(headers === undefined ? {} : Object.fromEntries(headers)),
    },
    body,
    redirect: 'manual',
    referrerPolicy: 'no-referrer',
  };
  if (typeof Request === 'function' && 'cache' in Request.prototype) init.cache = 'no-store';
  if (credentials !== undefined) init.credentials = credentials;
  if (keepalive) init.keepalive = true;
  if (signal !== undefined) init.signal = signal;
  return init;
}

// --- Options --------------------------------------------------------------------------------

export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The names of an object's own properties that have a value. */
export function givenNames(object) {
  return Object.keys(object).filter((name) => object[name] !== undefined);
}

/** An absolute URL, or one relative to the page, taken apart; a `URL` of any realm will do. */
export function parseUrl(given) {
  const text = typeof given === 'string' ? given : given.href;
  // The empty address would be the page's own, file name and all.
  if (typeof text !== 'string' || text.trim() === '') throw new TypeError();
  // A worker that was made from a blob lives where its page does.
  const page = (globalThis.document?.baseURI ?? globalThis.location?.href)?.replace(/^blob:/, '');
  const { href, origin, protocol, hostname, pathname, username, password } = new URL(text, page);
  return [href, origin, protocol, hostname, pathname, username + password];
}

export function pageOrigin() {
  return globalThis.location?.origin;
}

/** Header names in lower case, and values, of any `HeadersInit`. */
export function headerPairs(init) {
  return [...new Headers(init)];
}

/** Whether a text may be the value of a header (RFC 9110, section 5.5). */
export function isHeaderValue(text) {
  return !/[^\t\x20-\x7e\x80-\xff]/.test(text);
}

export function isSignal(value) {
  return (
    typeof value.aborted === 'boolean' &&
    typeof value.addEventListener === 'function' &&
    typeof value.removeEventListener === 'function'
  );
}

/** `signal.aborted`, and the reason: some old implementations have none. */
export function abortReason(signal) {
  return signal.reason === undefined
    ? new DOMException('This operation was aborted', 'AbortError')
    : signal.reason;
}

export function platformFetch() {
  return globalThis.fetch;
}

/** Calls any `fetch`, without looking at its own `call`. */
export function send(fetch, url, init) {
  return Reflect.apply(fetch, undefined, [url, init]);
}

let signalsWork;

/** Undefined where there is none, or where the platform's fetch refuses its signal, as Node's does jsdom's. */
export function newController() {
  if (typeof AbortController !== 'function') return undefined;
  const controller = new AbortController();
  signalsWork ??= isTaken(controller.signal);
  return signalsWork ? controller : undefined;
}

function isTaken(signal) {
  try {
    if (typeof Request === 'function') new Request('http://localhost', { signal });
    return true;
  } catch {
    return false;
  }
}

// --- The answer -----------------------------------------------------------------------------

/** The status of anything that has the shape of a `Response`; throws for anything else. */
export function admit(answer) {
  const { status, headers, body } = answer;
  const readable = typeof body?.getReader === 'function' || typeof answer.text === 'function';
  const response = Number.isInteger(status) && status >= 0 && status <= 999;
  if (!response || typeof headers.get !== 'function' || !readable) throw new TypeError();
  return status;
}

/** Whether an answer is the platform's own `Response`, with nothing put in front of its members. */
export function isNative(answer) {
  const own = (object, name) => Object.getOwnPropertyDescriptor(object, name) !== undefined;
  return (
    Object.getPrototypeOf(answer) === Response.prototype &&
    // The platform's getter throws for anything but its own object, a proxy of one included.
    Number.isInteger(Reflect.get(Response.prototype, 'status', answer)) &&
    !own(answer, 'status') &&
    !own(answer, 'headers') &&
    !own(answer.headers, 'get')
  );
}

export function header(answer, name) {
  return answer.headers.get(name);
}

/** A reader of the body's stream, or undefined where there is no stream. */
export function reader(answer) {
  return typeof answer.body?.getReader === 'function' ? answer.body.getReader() : undefined;
}

export function read(reader) {
  return promised(() => reader.read());
}

/** The size in bytes of what was read, or -1 at the end of the body. */
export function pieceSize(piece) {
  if (piece.done) return -1;
  if (!ArrayBuffer.isView(piece.value)) throw new TypeError();
  return piece.value.byteLength;
}

export function newDecoder() {
  return new TextDecoder();
}

/** The text of a piece, or, without one, what the decoder still holds. */
export function decode(decoder, piece) {
  return piece === undefined ? decoder.decode() : decoder.decode(piece.value, { stream: true });
}

export function text(answer) {
  return promised(() => answer.text());
}

/** Leaves a body unread, and doesn't mind how that ends. */
export function cancel(reader) {
  Promise.resolve(reader.cancel()).catch(() => {});
}

/** The JSON object in a text or in bytes; throws where there is none. */
export function parseObject(text) {
  const value = JSON.parse(
    typeof text === 'string' ? text : new TextDecoder('utf-8', { fatal: true }).decode(text),
  );
  if (!isObject(value)) throw new TypeError();
  return value;
}

/** A property that the object itself has: one that was slipped into every object doesn't count. */
export function own(object, name) {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** A text without control characters, nor those that turn around or break a line. */
export function withoutControls(text) {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '');
}

/** Whether a part of a text stands somewhere in a secret. */
export function contains(secret, text, start, end) {
  return secret.includes(text.slice(start, end));
}

/** The first so many code points of a text. */
export function cut(text, most) {
  return text.length > most ? Array.from(text).slice(0, most).join('') : text;
}

export function inBrowser() {
  return typeof navigator === 'object' && /^Mozilla\//.test(navigator.userAgent);
}

// --- Tokens ---------------------------------------------------------------------------------

/** Copies a text into bytes of its length; false where it holds anything but ASCII. */
export function encode(text, bytes) {
  return new TextEncoder().encodeInto(text, bytes).read === text.length;
}

/**
 * Copies what has room of a text, from a place on, into bytes as UTF-8. Returns how many of its
 * units that were, times 65536, plus how many bytes.
 */
export function encodePart(text, from, bytes) {
  let part = text.slice(from, from + bytes.length);
  // A surrogate pair is not taken apart.
  if (part.length > 1 && /[\ud800-\udbff]$/.test(part)) part = part.slice(0, -1);
  const { read, written } = new TextEncoder().encodeInto(part, bytes);
  return read * 0x10000 + written;
}
