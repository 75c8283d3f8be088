// What the tests want of JavaScript.

const OK = '{"code":"00","description":"Token revoked successfully"}';
const QUOTA = [
  ['x-rate-limit-limit', '40'],
  ['x-rate-limit-remaining', '39'],
  ['x-rate-limit-window', '1m'],
];
const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;

/**
 * Evaluates an expression. It can use the functions of this file, and what is `given`, as
 * `$`.
 */
export function evaluate(expression, $) {
  return eval(`(${expression})`);
}

// --- Calls ----------------------------------------------------------------------------------

/** Three receivers, and a record of what they receive. */
export function newRecord() {
  const record = { ends: [] };
  record.first = new Promise((resolve) => {
    for (const receiver of ['resolve', 'fail', 'reject']) {
      record[receiver] = (value) => {
        record.ends.push([receiver, value]);
        resolve();
      };
    }
  });
  return record;
}

/** Resolves when everything that was due at once has happened, and what that brought about as well. */
export async function quiet() {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resolve) => realSetTimeout(resolve));
  }
}

/** Text in the alphabet of a JWT, different each time; no part of it comes again. */
export function randomText(length) {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return Array.from(bytes, (byte) => alphabet[byte % 64]).join('');
}

// --- Answers --------------------------------------------------------------------------------

function bytes(text) {
  return new TextEncoder().encode(text);
}

/** A body's stream as far as it is used, made of pieces; a piece that is an `Error` breaks it. */
function pieces(...rest) {
  const body = { reads: 0, cancelled: 0 };
  body.getReader = () => ({
    read: async () => {
      body.reads += 1;
      if (rest.length === 0) return { done: true, value: undefined };
      const value = rest.shift();
      if (value instanceof Error) throw value;
      return { done: false, value };
    },
    cancel: async () => {
      body.cancelled += 1;
    },
  });
  return body;
}

/** A body in pieces of such a size, all of them in the same memory, which is empty in the end. */
function refilled(size, rest) {
  const piece = new Uint8Array(size);
  const read = async () => {
    const part = rest.subarray(0, size);
    rest = rest.subarray(size);
    piece.fill(0).set(part);
    return { done: part.length === 0, value: piece.subarray(0, part.length) };
  };
  return { getReader: () => ({ read, cancel() {} }) };
}

/** A body of one piece, which `read` answers with as it is. */
function beginning(first) {
  const reads = [first];
  return { getReader: () => ({ read: () => reads.shift() ?? { done: true }, cancel() {} }) };
}

/** Something that only looks like a `Response`. */
function lookAlike(members) {
  return { status: 200, headers: new Headers(), text: async () => OK, ...members };
}

/** A `Response` whose headers have a `get` of their own. */
function withGet(response, get) {
  Object.assign(response.headers, { get });
  return response;
}

// --- Time -----------------------------------------------------------------------------------

/** Stops the clock: a timer runs out when the test says so, and not before. */
export function stopClock() {
  const timers = new Map();
  let last = 0;
  globalThis.setTimeout = (callback, delay, ...given) => {
    last += 1;
    timers.set(last, { delay, run: () => callback(...given) });
    return last;
  };
  globalThis.clearTimeout = (id) => timers.delete(id);
  return {
    delays: () => Array.from(timers.values(), (timer) => timer.delay),
    /** What happens if a timer of that delay runs out; the function stays good when it is cleared. */
    take: (delay) => {
      const [id, timer] = [...timers].find(([, timer]) => timer.delay === delay);
      return () => {
        timers.delete(id);
        timer.run();
      };
    },
    start: () => {
      globalThis.setTimeout = realSetTimeout;
      globalThis.clearTimeout = realClearTimeout;
    },
  };
}

// --- Memory ---------------------------------------------------------------------------------

/** Whether a memory holds any 8 successive characters of an ASCII text, as UTF-8 or as UTF-16. */
export function holdsRunOf(memory, text) {
  const held = new Uint8Array(memory.buffer);
  const codes = Array.from(text, (character) => character.charCodeAt(0));
  return [1, 2].some((width) => {
    const runs = new Map();
    for (let start = 0; start + 8 <= codes.length; start += 1) {
      runs.set(four(codes, start, 1), [...(runs.get(four(codes, start, 1)) ?? []), start]);
    }
    const matches = (at, start) =>
      codes.slice(start, start + 8).every((code, index) => held[at + index * width] === code);
    for (let at = 0; at + 8 * width <= held.length; at += 1) {
      // Most of a memory is zero, and no text is.
      if (held[at] === 0) continue;
      const starts = runs.get(four(held, at, width));
      if (starts?.some((start) => matches(at, start))) return true;
    }
    return false;
  });
}

/** Four bytes, `width` apart, as one number. */
function four(from, at, width) {
  return (
    from[at] +
    from[at + width] * 0x100 +
    from[at + 2 * width] * 0x10000 +
    from[at + 3 * width] * 0x1000000
  );
}

/** A JWT, unsigned, of an object's JSON. */
function jwt(payload, header = { alg: 'HS256' }) {
  const part = (value) =>
    btoa(JSON.stringify(value)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
  return `${part(header)}.${part(payload)}.${randomText(43)}`;
}
