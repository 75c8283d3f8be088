// The hands of the core: what JavaScript does better than a binding. A call does what the core says
// and tells it what came of it; nothing here decides anything.
//
// The core is told of one thing at a time, and no method that it calls may throw: what is foreign,
// a getter, a proxy, a `fetch` of the caller's, is looked at behind a guard.

/** What the core is told, as `Event` of src/call.rs numbers it, once the call has begun. */
export const BEGIN = -1;
/** A body is whole. What it says is found out before the core is told. */
const WHOLE = -2;
const NO_FETCH = 0;
const LOST = 1;
const NO_RESPONSE = 2;
const REVOKED = 3;
const OTHER_CODE = 4;
const ODD = 5;
const BROKEN_OFF = 6;
const UNREADABLE = 7;
const TIMER = 8;
export const ABORT = 9;
export const TURN = 10;
export const CLOSED = 11;
const REDIRECTED = 12;

/** What the core wants next, as `Action` of src/call.rs numbers it; from 0 on it is a wait in milliseconds. */
const KEEP = -1;
const SEND = -2;
const QUEUE = -3;
const DONE = -4;
const ABORTED = -5;
const ABANDONED = -6;
/** Any that is lower by a time: not before that, in milliseconds. */
export const HOLD = -7;

/**
 * What `look` returns of what it is given; where it throws, `otherwise`. Where every answer comes by, a function that
 * is there already is given its argument: a closure takes a while.
 */
function guarded(look, otherwise, given) {
  try {
    return look(given);
  } catch {
    return otherwise;
  }
}

/** Throws where that does not hold. */
function demand(holds) {
  if (!holds) throw undefined;
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether an object itself has a property. `Object.hasOwn` is missing in Safari before 15.4 and Firefox before 92. */
function hasOwn(object, name) {
  return Object.prototype.hasOwnProperty.call(object, name);
}

/** A property that an object itself has: one that was slipped into every object doesn't count. */
function own(object, name) {
  return hasOwn(object, name) ? object[name] : undefined;
}

/** Whether a text may be the value of a header (RFC 9110, section 5.5). */
function isHeaderValue(text) {
  return !/[^\t\x20-\x7e\x80-\xff]/.test(text);
}

// --- Options --------------------------------------------------------------------------------

/** The types of values, as `Kind` of src/option_name.rs numbers them from 1. */
const TYPES = ['boolean', 'number', 'string', 'function', 'object'];

function kindOf(value) {
  if (value === undefined) return 0;
  if (value === true) return 6;
  return (value !== null && TYPES.indexOf(typeof value) + 1) || 7;
}

/**
 * What both sides know, and tell each other by its place, for a text is slow to hand over: lines of words, as
 * `Line` of src/words.rs numbers them.
 */
const WORDS = [
  // The names of all options, as `OptionName` of src/option_name.rs numbers them.
  [
    'environment',
    'baseUrl',
    'accountId',
    'headers',
    'credentials',
    'keepalive',
    'validate',
    'signal',
    'timeout',
    'retries',
    'fetch',
    'concurrency',
    'rateLimit',
  ],
  // The values of the option for one of the servers, and the specification's servers in that order.
  ['production', 'sandbox'],
  ['https://api.nomba.com', 'https://sandbox.nomba.com'],
  // The path of the endpoint.
  ['/v1/auth/token/revoke'],
  // The values of the option for credentials.
  ['omit', 'same-origin', 'include'],
  // The only code of an answer that says that the token is revoked.
  ['00'],
  // The headers of a rate limit. A browser hides them from a page unless the server exposes them.
  ['x-rate-limit-limit', 'x-rate-limit-remaining', 'x-rate-limit-window'],
  // The header that says when to come back.
  ['retry-after'],
  // What kinds of problems a request may have, as `IssueCode` of src/issue.rs numbers them.
  ['required', 'type', 'too_short', 'too_long'],
];
const NAMES = 0;
const SERVERS = 2;
const PATH = 3;
const REVOKED_CODE = 5;
const RATE_LIMIT = 6;
const ISSUE_CODES = 8;

/** The base URL that was last given as a string, and what came of it: most pages have only one. */
let lastBase = {};

/** A caller's options, each read once. Those that are set by the core are ready to be used. */
export class Options {
  #reject;
  #base;

  /** `reject` is called with the `TypeError` of a wrong option. */
  constructor(given, reject) {
    this.given = given;
    this.values = {};
    this.#reject = reject;
  }

  /**
   * Reads all options. Returns the kind of each, as an octal digit, the first option's last; or -1 if
   * they have been refused.
   */
  read() {
    const { given, values } = this;
    let kinds = 0;
    if (given === undefined) return kinds;
    let reading;
    try {
      if (!isObject(given)) return this.#wrong('The options must be an object');
      for (const name of namesIn(given)) {
        const index = WORDS[NAMES].indexOf(name);
        reading = index < 0 ? undefined : name;
        const value = given[name];
        if (value === undefined) continue;
        if (index < 0) return this.#wrong(aboutUnknown(name));
        values[name] = value;
        kinds += kindOf(value) * 8 ** index;
      }
      return kinds;
    } catch {
      const what = reading === undefined ? 'The options' : `The option "${reading}"`;
      return this.#wrong(`${what} could not be read: a getter or a proxy threw`);
    }
  }

  #wrong(message) {
    this.#reject(new TypeError(message));
    return -1;
  }

  refuse(index, problem) {
    this.#wrong(`The option "${WORDS[NAMES][index]}" ${problem}`);
  }

  value(index) {
    return this.values[WORDS[NAMES][index]];
  }

  /** Which of the words in a line it is; -1 for none. */
  choice(index, line) {
    return WORDS[line].indexOf(this.value(index));
  }

  /** The number of an option, or of a member of it; `NaN` where it is none. */
  number(index, member) {
    const value = this.value(index);
    const number = member === undefined ? value : guarded(() => value[member]);
    return typeof number === 'number' ? number : NaN;
  }

  isSignal(index) {
    const value = this.value(index);
    return guarded(
      () =>
        typeof value.aborted === 'boolean' &&
        typeof value.addEventListener === 'function' &&
        typeof value.removeEventListener === 'function',
      false,
    );
  }

  /**
   * Calls `stop` when the signal aborts. Returns 0 if it is listened to, 1 if it is aborted already, 2 if it
   * threw when that was read, 3 if it threw when it was to be listened to.
   */
  listen(stop) {
    const { signal } = this.values;
    let result = 2;
    try {
      if (signal.aborted) return 1;
      result = 3;
      listen(signal, stop);
      result = 0;
    } catch {
      // It is told by the result.
    }
    return result;
  }

  /** Trims a text: 0 if it may be the value of a header, 1 if nothing is left, 2 if it may not. */
  trim(index) {
    const text = this.value(index).trim();
    this.values[WORDS[NAMES][index]] = text;
    return text === '' ? 1 : isHeaderValue(text) ? 0 : 2;
  }

  /** The names of headers, a line each, in lower case; undefined where they are none. */
  headers(index) {
    return guarded(() => {
      const pairs = [...new Headers(this.value(index))];
      this.values[WORDS[NAMES][index]] = pairs;
      return pairs.every(([, value]) => isHeaderValue(value))
        ? pairs.map(([name]) => `${name}\n`).join('')
        : undefined;
    });
  }

  /**
   * Looks at an absolute URL, or one relative to the page; a `URL` of any realm will do. Returns 0
   * where it is none, 1 where there are lines to be read, 2 where they have been accepted before.
   */
  base(index) {
    const given = this.value(index);
    return guarded(() => {
      const text = typeof given === 'string' ? given : given.href;
      // The empty address would be the page's own, file name and all.
      if (typeof text !== 'string' || text.trim() === '') return 0;
      const { document, location } = globalThis;
      // A worker that was made from a blob lives where its page does.
      const page = (document?.baseURI ?? location?.href)?.replace(/^blob:/, '');
      if (lastBase.text !== text || lastBase.page !== page) {
        const url = new URL(text, page);
        const { href, origin, protocol, hostname, pathname } = url;
        const credentials = url.username + url.password && 'credentials';
        const home = location?.origin ?? '';
        const lines = [href, origin, protocol, hostname, pathname, credentials, home].join('\n');
        lastBase = { text, page, origin, pathname, lines };
      }
      this.#base = lastBase;
      return lastBase.address ? 2 : 1;
    }, 0);
  }

  /** The base URL, which is all that there are lines of, taken apart. */
  lines() {
    return this.#base.lines;
  }

  /** What the core has made of them; of the path of a new base URL it keeps a part. */
  accept(environment, keptPath, timeout, bodyLimit, concurrency) {
    const base = this.#base;
    const [path] = WORDS[PATH];
    if (keptPath !== undefined) base.address = base.origin + base.pathname.slice(0, keptPath) + path;
    this.address = base ? base.address : WORDS[SERVERS][environment] + path;
    this.timeout = timeout;
    this.bodyLimit = bodyLimit;
    this.concurrency = concurrency;
  }
}

/**
 * The names to look for in what was given as options: its own, and where it may have others as well, being
 * of a class, those of all options.
 */
function namesIn(given) {
  const names = Object.getOwnPropertyNames(given);
  return Object.getPrototypeOf(given) === Object.prototype
    ? names
    : new Set([...names, ...WORDS[NAMES]]);
}

/** The message for an option that does not exist. */
function aboutUnknown(name) {
  // A longer or stranger name may be anything, a token put in the wrong place included.
  if (!/^\w{1,32}$/.test(name)) return 'There is an unknown option';
  const meant = WORDS[NAMES].find((known) => known.toLowerCase() === name.toLowerCase());
  return `The option "${name}" is unknown${meant ? `; did you mean "${meant}"?` : ''}`;
}

// --- The caller's signal --------------------------------------------------------------------

/** What each signal has one listener for: the functions to call when it aborts. */
const listeners = /* @__PURE__ */ new WeakMap();

/** Calls `stop` when a signal aborts, until {@link unlisten}, which is called in any case. Throws what the signal throws. */
export function listen(signal, stop) {
  const shared = listeners.get(signal);
  if (shared !== undefined) {
    shared.stops.add(stop);
    return;
  }
  // The signal may abort while it is being listened to.
  const stops = new Set([stop]);
  const listener = () => stops.forEach((each) => guarded(each));
  listeners.set(signal, { stops, listener });
  signal.addEventListener('abort', listener);
}

/** Ends what {@link listen} began. The listener goes with the last who shares it. */
export function unlisten(signal, stop) {
  const shared = listeners.get(signal);
  if (!shared?.stops.delete(stop) || shared.stops.size > 0) return;
  listeners.delete(signal);
  // A signal that refuses keeps a listener that reaches no one.
  guarded(() => signal.removeEventListener('abort', shared.listener));
}

/** The reason of a signal that is aborted, or what the signal throws; some old implementations have no reason. */
export function reasonOf(signal) {
  try {
    const { reason = new DOMException('This operation was aborted', 'AbortError') } = signal;
    return reason;
  } catch (thrown) {
    return thrown;
  }
}

// --- Calls ----------------------------------------------------------------------------------

/** Milliseconds by a clock that nobody sets, where there is one. */
function now() {
  return (globalThis.performance ?? Date).now();
}

/** No header that means something here is longer, in UTF-16 code units. */
const LONGEST_HEADER = 256;

/** As in src/redact.rs. */
const LONGEST_TEXT = 1000;
const SHORTEST_SECRET = 4;
const BLOCK = 8;

/** The lowest status of an answer that is taken from what `fetch` has thrown. */
const LOWEST_THROWN = 300;

/** The fields of a request. */
const FIELDS = ['clientId', 'access_token'];

/** Whether the platform's fetch takes the signal of the `AbortController` that is there. */
let signalsWork;

/** Whether a signal of the `AbortController` that is there can only be the platform's own. */
function isOwn(signal) {
  if (/native code/.test(AbortController)) return true;
  // Node's are JavaScript, too, but of a class with this mark, and there is this in them.
  const isNodes = ({ description }) => description === 'kAborted';
  return (
    signal.constructor[Symbol.for('nodejs.event_target')] === true &&
    Object.getOwnPropertySymbols(signal).some(isNodes)
  );
}

/** Undefined where there is none, or where its signal is refused, as Node's fetch does jsdom's. */
function newController() {
  if (typeof AbortController !== 'function') return undefined;
  const controller = new AbortController();
  const { signal } = controller;
  signalsWork ??= guarded(() => {
    // A trial takes a first call a while, in Node most of all.
    if (!isOwn(signal) && typeof Request === 'function') new Request('http://localhost', { signal });
    return true;
  }, false);
  return signalsWork ? controller : undefined;
}

/**
 * One call: its request, and whatever belongs to it until it is over. A method that runs until the request is
 * sent is not private, so that it can be compiled ahead; see xtask/build/first-call.mjs.
 */
export class Call {
  #core;
  #options;
  #settle;
  #bulk;

  #isBusy = false;
  #later;
  #isOver = false;
  #stop;
  #fields = [];

  #timer;
  #controller;
  /** Which attempt it is: whatever comes of an earlier one is late. */
  #attempt = 0;
  #answer;
  #status = -1;
  #rateLimit;
  #reader;
  #text;
  #said;
  #compared;
  #secret;
  #words = [];
  #cause;
  /** What `fetch` has thrown in the last attempt. */
  #thrown;

  /**
   * `settle` has the functions of which one is called in the end: `resolve` with a
   * `RevokeTokenResponse`, `fail` with the members of a `RevokeTokenError`, or `reject` with anything
   * else.
   */
  constructor(core, options, request, settle, bulk) {
    this.#core = core;
    this.#options = options;
    this.request = request;
    this.issues = [];
    /** Set by the core where the call is one of many and its token a string. */
    this.tokenHash = null;
    this.#settle = settle;
    this.#bulk = bulk;
  }

  // --- The course of it

  /**
   * Has the core go on, and returns what it wanted next; what happens meanwhile has to wait. When this
   * returns after {@link BEGIN}, `fetch` has been called, if it is called at all.
   */
  tell(event, status = this.#status) {
    if (this.#isBusy) {
      (this.#later ??= []).push([event, status]);
      return undefined;
    }
    this.#isBusy = true;
    let action = KEEP;
    try {
      if (event === BEGIN) action = this.introduce();
      else if (!this.#isOver) {
        const time = this.#bulk ? now() : 0;
        const found = event === WHOLE ? this.#parse() : event;
        action = this.#core.tellCall(this, this.number, found, time, status, this.#rateLimit);
      }
      this.act(action);
    } catch (error) {
      // A platform that is broken. No promise is left behind all the same.
      this.#isOver = true;
      this.#settle.reject(error);
    }
    this.#isBusy = false;
    if (this.#later?.length > 0) this.tell(...this.#later.shift());
    else this.#bulk?.grant();
    return action;
  }

  introduce() {
    const core = this.#core;
    const options = this.#options;
    const bulk = this.#bulk;
    // Those of a bulk have been read.
    const kinds = bulk ? 0 : options.read();
    const idLength = this.field(0);
    const tokenLength = this.field(1);
    const time = bulk?.isFree ? now() : undefined;
    const begun = core.beginCall(this, options, kinds, bulk?.number, time, idLength, tokenLength);
    if (begun < 0) return begun;
    this.number = begun >> 1;
    return begun & 1 ? QUEUE : SEND;
  }

  act(action) {
    if (action === KEEP || action <= HOLD) return;
    this.stop();
    if (action <= DONE) {
      this.#isOver = true;
      this.#bulk?.forget(this);
      const { signal } = this.#options.values;
      if (this.#stop) unlisten(signal, this.#stop);
      if (action === ABORTED) this.#settle.reject(reasonOf(signal));
      if (action === ABANDONED) this.#settle.reject();
    } else if (action !== SEND && this.#bulk?.isClosed) {
      this.tell(CLOSED);
    } else if (action === SEND) {
      this.send();
    } else if (action === QUEUE) {
      // One that has been sent before goes first.
      this.#bulk.queue(this, this.#said !== undefined);
    } else {
      this.startTimer(action);
    }
  }

  startTimer(time) {
    // Where a test has replaced it, it may call back at once.
    let timer;
    timer = this.#timer = setTimeout(() => {
      if (this.#timer === timer) this.tell(TIMER);
    }, time);
  }

  /** Ends what is under way. */
  stop() {
    this.#attempt += 1;
    this.#status = -1;
    this.#rateLimit = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const reader = this.#reader;
    if (reader) guarded(() => Promise.resolve(reader.cancel()).catch(() => {}));
    this.#reader = undefined;
    const controller = this.#controller;
    if (controller) guarded(() => controller.abort());
    this.#controller = undefined;
  }

  /** As {@link Options.listen}, to end this call. */
  listen() {
    this.#stop = () => this.tell(ABORT);
    return this.#options.listen(this.#stop);
  }

  // --- The request

  /**
   * The length of a field in code points; or -1 where it is missing, -2 where it is no string, -3 where
   * it threw, -4 where the request is no object.
   */
  field(index) {
    let text;
    let problem = -4;
    try {
      if (!isObject(this.request)) return problem;
      problem = -3;
      text = this.request[FIELDS[index]];
    } catch {
      return problem;
    }
    this.#fields[index] = text;
    if (typeof text !== 'string') return text === undefined ? -1 : -2;
    return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
  }

  /** Takes a text of what is told next, a `ValidationIssue` or how the call ends. */
  say(text) {
    this.#words.push(text);
  }

  /** Takes a `ValidationIssue`; a length that is `NaN` is left out, and a field below 0 is the request. */
  report(field, minimum, maximum, actual, code) {
    const [message, slip] = this.#words.splice(0);
    const issue = {
      path: field < 0 ? [] : [FIELDS[field]],
      code: WORDS[ISSUE_CODES][code],
      message: message.replace('{slip}', slip).replace('{actual}', actual),
    };
    for (const [name, length] of Object.entries({ minimum, maximum, actual })) {
      if (length >= 0) issue[name] = length;
    }
    this.issues.push(issue);
  }

  has(name) {
    return guarded(() => this.request[name] !== undefined, false);
  }

  /** The two fields and nothing else. */
  fields() {
    return { clientId: this.#fields[0], access_token: this.#fields[1] };
  }

  /** As {@link encodePart} does, of the token. */
  encode(from, bytes) {
    return encodePart(this.#fields[1], from, bytes);
  }

  send() {
    this.#thrown = undefined;
    const { fetch = globalThis.fetch, accountId, headers, credentials, keepalive } =
      this.#options.values;
    if (typeof fetch !== 'function') {
      this.tell(NO_FETCH);
      return;
    }
    const { address, timeout } = this.#options;
    const controller = newController();
    this.#controller = controller;
    this.#said = [null, null];
    const type = 'application/json';
    const init = {
      method: 'POST',
      headers: { 'content-type': type, accept: type },
      body: JSON.stringify(this.fields()),
      redirect: 'manual',
      referrerPolicy: 'no-referrer',
    };
    // What is not given or unknown to the runtime is left out.
    if (accountId) init.headers.accountId = accountId;
    if (headers) init.headers = { ...init.headers, ...Object.fromEntries(headers) };
    if (credentials) init.credentials = credentials;
    if (keepalive) init.keepalive = true;
    if (controller) init.signal = controller.signal;
    if (typeof Request === 'function' && 'cache' in Request.prototype) init.cache = 'no-store';
    if (timeout > 0) this.startTimer(timeout);
    this.exchange(fetch, address, init);
  }

  /** Sends, reads the answer, and tells what came of it. */
  async exchange(fetch, address, init) {
    const attempt = this.#attempt;
    let text = '';
    let cause;
    // What has happened if something throws now.
    let event = LOST;
    let lowest = 0;
    try {
      let answer;
      try {
        answer = await fetch(address, init);
        event = NO_RESPONSE;
      } catch (reason) {
        if (this.#attempt !== attempt) return;
        this.#thrown = cause = reason;
        // Some libraries throw for a status, and what they throw carries the answer.
        lowest = LOWEST_THROWN;
        answer = reason.response;
      }
      if (this.#attempt !== attempt) return;
      const { status, headers, body } = answer;
      const hasReader = typeof body?.getReader === 'function';
      demand(hasReader || typeof answer.text === 'function');
      demand(typeof headers.get === 'function');
      demand(Number.isInteger(status) && status >= lowest && status <= 999);
      this.#answer = answer;
      this.#status = status;
      event = REDIRECTED;
      demand(!isRedirected(answer, address));
      this.#rateLimit = guarded(rateLimit, undefined, headers);
      const { bodyLimit } = this.#options;
      // Someone else may have read it.
      event = UNREADABLE;
      if (hasReader) {
        // A decoder would leave out a byte order mark at the beginning of each text, and a piece that is decoded
        // by itself is one; some do so within a text, too.
        const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
        const reader = body.getReader();
        this.#reader = reader;
        let room = bodyLimit;
        let stream = false;
        for (;;) {
          event = BROKEN_OFF;
          const piece = await reader.read();
          if (this.#attempt !== attempt) return;
          event = UNREADABLE;
          const { done, value } = piece;
          if (done) break;
          demand(ArrayBuffer.isView(value));
          // This throws where the memory is another's by now; the piece would seem to be empty.
          const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
          // An empty one counts too: where they come without end, no timer runs any more.
          room -= Math.max(1, bytes.length);
          demand(room >= 0);
          // Only of a piece that may end within a character, as few do, has the decoder to remember something.
          // In Node 20 it takes several times as long with that.
          stream = !(bytes[bytes.length - 1] < 0x80);
          text += decoder.decode(bytes, { stream });
        }
        if (stream) text += decoder.decode();
        if (text.startsWith('\ufeff')) text = text.slice(1);
      } else {
        event = BROKEN_OFF;
        text = await answer.text();
        event = UNREADABLE;
        demand(typeof text === 'string');
      }
      demand(text.length <= bodyLimit);
      event = WHOLE;
    } catch (reason) {
      if (event !== LOST) cause = reason;
    }
    if (this.#attempt !== attempt) return;
    this.#text = text;
    this.#cause = cause;
    // There is nothing left to stop.
    if (event === LOST || event === WHOLE) this.#reader = this.#controller = undefined;
    this.tell(event);
  }

  // --- The answer

  /** The answer where it is the platform's own `Response`, with nothing put in front of its members. */
  native() {
    const answer = this.#answer;
    const isNative = () =>
      Object.getPrototypeOf(answer) === Response.prototype &&
      // The platform's getter throws for anything but its own object, a proxy of one included.
      Number.isInteger(Reflect.get(Response.prototype, 'status', answer)) &&
      !hasOwn(answer, 'headers') &&
      !hasOwn(answer.headers, 'get');
    return guarded(isNative, false) ? answer : undefined;
  }

  /**
   * The header named by a line's one word, of an answer that only looks like a `Response`, unless it is too
   * long to matter.
   */
  header(line) {
    return guarded(() => shortHeader(this.#answer.headers, WORDS[line][0]));
  }

  /** Looks for a JSON object in the body, and keeps what it said; returns the event that this is. */
  #parse() {
    const value = guarded(JSON.parse, undefined, this.#text);
    if (!isObject(value)) return ODD;
    const code = own(value, 'code');
    this.#said = [withoutControls(code), withoutControls(own(value, 'description'))];
    if (this.#isSuspect(0) || this.#isSuspect(1)) this.#core.redact(this);
    if (typeof code !== 'string') return ODD;
    return WORDS[REVOKED_CODE].includes(code) ? REVOKED : OTHER_CODE;
  }

  // --- What it said, 0 for its code and 1 for its description, and the secrets it may repeat

  /** In UTF-16 units; 0 where there is none. */
  saidLength(index) {
    return this.#said[index]?.length ?? 0;
  }

  /** Whether the core has to search a text: it is too long, or may repeat a secret, since a block of one does. */
  #isSuspect(said) {
    const length = this.saidLength(said);
    if (length < SHORTEST_SECRET) return false;
    if (length > LONGEST_TEXT) return true;
    for (let index = 0; ; index += 1) {
      const size = this.compare(said, index);
      if (size < 0) return false;
      if (size < 2 * BLOCK || this.nextRepeat(0, BLOCK) >= 0) return true;
    }
  }

  /**
   * Takes up a text and a secret, 0 for the token and from 1 on for the values of headers. Returns how long the
   * secret is, in UTF-16 units; -1 where there is none.
   */
  compare(said, index) {
    const secret = index === 0 ? this.#fields[1] : this.#options.values.headers?.[index - 1]?.[1];
    this.#compared = said;
    this.#secret = secret;
    return secret?.length ?? -1;
  }

  /**
   * The text in parts of such a size, from a place on: where the first one begins that stands somewhere in
   * the secret; or -1.
   */
  nextRepeat(from, size) {
    const text = this.#said[this.#compared];
    for (; from + size <= text.length; from += size) {
      if (this.#secret.includes(text.slice(from, from + size))) return from;
    }
    return -1;
  }

  /** Takes a part out of the text. Returns how long it is now, in UTF-16 units. */
  replace(start, end) {
    const text = this.#said[this.#compared];
    const replaced = `${text.slice(0, start)}[redacted]${text.slice(end)}`;
    this.#said[this.#compared] = replaced;
    return replaced.length;
  }

  /** Keeps so many code points. */
  cut(said, most) {
    const text = this.#said[said];
    this.#said[said] = Array.from(text).slice(0, most).join('');
  }

  // --- The end

  inBrowser() {
    return /^Mozilla\//.test(globalThis.navigator?.userAgent);
  }

  resolve(status, limit, remaining, window, attempts) {
    const [code, description] = this.#said;
    const rateLimit = named(limit, remaining, window);
    this.#settle.resolve({ code, description, status, rateLimit, attempts });
  }

  /** A number that is `NaN` is not there, and neither is a status of 0. */
  fail(status, limit, remaining, window, retryAfter, attempts) {
    let [name, message, detail, hint, outcome] = this.#words.splice(0);
    // The server's words never enter the core.
    const [code, description] = this.#said ?? [null, null];
    const { issues } = this;
    const cause = name === 'NetworkError' ? this.#cause : this.#thrown;
    detail ||= issues.map((issue) => issue.message).join('; ') || (status && `status ${status}`);
    if (detail) message += `: ${detail}`;
    if (code !== null) message += `, code ${code}`;
    if (description !== null) message += `, ${description}`;
    this.#settle.fail({
      name,
      message: message + hint,
      status: status || null,
      code,
      description,
      issues,
      rateLimit: named(limit, remaining, window),
      retryAfter: Number.isNaN(retryAfter) ? null : retryAfter,
      attempts,
      outcome,
      ...(cause === undefined ? {} : { cause }),
    });
  }
}

/** Revokes a token; `settle` is what {@link Call} takes. */
export function revoke(core, request, options, settle) {
  new Call(core, new Options(options, settle.reject), request, settle).tell(BEGIN);
}

/** What a Standard Schema's `validate` returns: `{ value }` or `{ issues }`. */
export function validate(core, request) {
  const call = new Call(core, undefined, request);
  const isValid = core.validateRequest(call, call.field(0), call.field(1));
  return isValid ? { value: call.fields() } : { issues: call.issues };
}

/** Whether `fetch` followed a redirect: the answer came from another address than the one asked. */
function isRedirected(answer, address) {
  const redirected = guarded((it) => it.redirected, undefined, answer);
  if (typeof redirected === 'boolean') return redirected;
  // Some libraries, those built on XMLHttpRequest among them, tell the address only.
  const url = guarded((it) => it.url, undefined, answer);
  if (typeof url !== 'string' || url === '') return false;
  return guarded((text) => new URL(text, address).href.split('#')[0], undefined, url) !== address;
}

function shortHeader(headers, name) {
  const value = headers.get(name);
  return typeof value === 'string' && value.length <= LONGEST_HEADER ? value : undefined;
}

/** The headers of the rate limit, a line each; undefined where one is missing. */
function rateLimit(headers) {
  let lines;
  for (const name of WORDS[RATE_LIMIT]) {
    const value = shortHeader(headers, name);
    // The others are not looked for where the first is missing, as it is in most pages.
    if (value === undefined) return undefined;
    lines = lines === undefined ? value : `${lines}\n${value}`;
  }
  return lines;
}

/** A text without control characters, nor those that turn around or break a line; null for no text. */
function withoutControls(text) {
  if (typeof text !== 'string') return null;
  return text.replace(/[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, '');
}

/** A `RateLimit`, or null where its numbers are none. */
function named(limit, remaining, window) {
  return limit >= 0 ? { limit, remaining, window } : null;
}

// --- Tokens ---------------------------------------------------------------------------------

/** The `TokenInfo` of a JWT, or null. */
export function inspect(core, text) {
  if (typeof text !== 'string') return null;
  const token = new Token(text);
  const found = core.inspectToken(token);
  return found && token.info(found);
}

/**
 * Copies what has room of a text, from a place on, into bytes as UTF-8. Returns how many of its units
 * that were, times 65536, plus how many bytes.
 */
function encodePart(text, from, bytes) {
  // Of a surrogate pair that is cut in two here, the first half finds no room.
  const part = text.slice(from, from + bytes.length);
  const { read, written } = new TextEncoder().encodeInto(part, bytes);
  return read * 0x10000 + written;
}

/** A token that is looked into. */
class Token {
  #text;
  #parts = [];

  constructor(text) {
    this.#text = text;
    this.length = text.length;
  }

  encode(from, bytes) {
    return encodePart(this.#text, from, bytes);
  }

  /** Reads a part of it, which must be a JSON object. */
  read(part) {
    const value = guarded(() =>
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(part)),
    );
    this.#parts.push(value);
    return isObject(value);
  }

  /** A member of a part that is a number; `NaN` where it is none. */
  number(part, name) {
    const value = own(this.#parts[part], name);
    return typeof value === 'number' ? value : NaN;
  }

  #string(part, name) {
    const value = own(this.#parts[part], name);
    return typeof value === 'string' ? value : null;
  }

  /** The `TokenInfo`, with what the core has made of the claims. */
  info([issuedAt, expiresAt, expired]) {
    const date = (time) => (time === null ? null : new Date(time));
    return {
      algorithm: this.#string(0, 'alg'),
      subject: this.#string(1, 'sub'),
      issuedAt: date(issuedAt),
      expiresAt: date(expiresAt),
      expired,
    };
  }
}
