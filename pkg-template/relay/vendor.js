import { revoke, validate } from '../host/call.js';
import { Options } from '../host/options.js';
import { RATE_LIMIT, RETRY_AFTER } from './headers.js';

// The only file of the relay that uses the package's core: option rules, validation, the request to the vendor,
// classification of its answer, redaction.

/** The longest header that is handed on, in UTF-16 code units. */
const LONGEST_HEADER = 256;

/**
 * The core redacts the values of request headers from what the server writes. The client id travels in this
 * header as far as `fetch`, which removes the header before the request is sent.
 */
const SECRET = 'x-nomba-revoke-client-id';

/** The vendor's endpoint, and the core that sends to it. */
export class Vendor {
  #load;
  #core;
  #options;

  /** The endpoint's whole URL; `null` until the WebAssembly is loaded. */
  destination = null;

  /**
   * `options` are those of the relay that `revokeToken` has as well.
   *
   * @throws {TypeError} for a wrong option, where the WebAssembly loads synchronously
   */
  constructor(load, options) {
    this.#load = load;
    this.#options = options;
    let core;
    try {
      core = load();
    } catch {
      // Every request tries again, and is answered with what is wrong.
      return;
    }
    if (typeof core.then !== 'function') this.#use(core);
  }

  /**
   * Loads the WebAssembly, unless that is done.
   *
   * @throws {RevokeTokenError} (as a rejection) a `LoadError`
   */
  async load() {
    if (this.#core === undefined) this.#use(await this.#load());
  }

  /** The problems of a request, in the order of the fields. The WebAssembly must have been loaded. */
  issues(request) {
    const { issues = [] } = validate(this.#core, request);
    if (this.#options.validate !== false) return issues;
    return issues.filter(({ code }) => code === 'required' || code === 'type');
  }

  /** The problem with a client id, as a sentence; undefined if there is none. */
  clientIdProblem(clientId) {
    const request = { clientId, access_token: '' };
    return this.issues(request).find(({ path }) => path[0] === 'clientId')?.message;
  }

  /**
   * Sends a valid request once. Resolves with how it ended:
   *
   * - `outcome`: `revoked`, `not_revoked` or `unknown`
   * - `name`: of the `RevokeTokenError` that `revokeToken` would reject with, or `null`
   * - `status`, `code`, `description`: the server's, redacted, or `null`
   * - `headers`: rate limit and `Retry-After` to hand on
   *
   * `onSend` is called right before `fetch`. Rejects only where the platform is broken.
   */
  send({ clientId, access_token }, onSend) {
    return new Promise((resolve, reject) => {
      let received;
      const { fetch = globalThis.fetch } = this.#options;
      const send = async (url, init) => {
        onSend();
        try {
          const answer = await fetch(url, withoutSecret(init));
          received = answer?.headers;
          return answer;
        } catch (reason) {
          // Some libraries throw for a status; the core reads the answer from what they throw.
          received = reason?.response?.headers;
          throw reason;
        }
      };
      const isVisible = /^[\x21-\x7e]+$/.test(clientId);
      const finish = (end) => {
        const { name = null, outcome = 'revoked', status, code, description, retryAfter = null } = end;
        const headers = handedOn(received, retryAfter);
        // A client id that can't be a header's value was not redacted, so the server's text is withheld.
        const text = isVisible ? { code, description } : { code: code === '00' ? code : null, description: null };
        resolve({ name, outcome, status, ...text, headers });
      };
      const settle = { resolve: finish, fail: finish, reject };
      const headers = isVisible ? { [SECRET]: clientId } : {};
      revoke(this.#core, { clientId, access_token }, { ...this.#options, headers, retries: 0, fetch: send }, settle);
    });
  }

  #use(core) {
    let wrong;
    const options = new Options(this.#options, (error) => {
      wrong = error;
    });
    const batch = options.read() ? core.openBatch(options) : undefined;
    if (wrong) throw wrong;
    core.closeBatch(batch);
    this.destination = options.endpoint;
    this.#core = core;
  }
}

function withoutSecret(init) {
  const { [SECRET]: _, ...headers } = init.headers;
  return { ...init, headers };
}

/** The vendor's headers to hand on. `retryAfter` is what the core read, in milliseconds, or `null`. */
function handedOn(received, retryAfter) {
  const headers = {};
  for (const name of RATE_LIMIT) {
    const value = header(received, name);
    if (value !== undefined) headers[name] = value;
  }
  const seconds = header(received, RETRY_AFTER)?.trim();
  if (/^\d+$/.test(seconds)) headers[RETRY_AFTER] = seconds;
  else if (retryAfter !== null) headers[RETRY_AFTER] = String(Math.ceil(retryAfter / 1000));
  return headers;
}

/** A header of an answer that may only look like a `Response`; undefined where it can't be handed on. */
function header(headers, name) {
  try {
    const value = headers.get(name);
    const isText = typeof value === 'string' && value.length <= LONGEST_HEADER;
    return isText && /^[\t\x20-\x7e]+$/.test(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

let encoder;
/** The two hexadecimal digits of each byte. */
let digits;

/** SHA-256 of a text's UTF-8, in lower-case hexadecimal digits. */
export async function sha256(text) {
  encoder ??= new TextEncoder();
  digits ??= Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
  const digest = await crypto.subtle.digest('SHA-256', encoder.encode(text));
  let hex = '';
  for (const byte of new Uint8Array(digest)) hex += digits[byte];
  return hex;
}
