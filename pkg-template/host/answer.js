// What `fetch` has answered with.

import { guarded } from './guard.js';

/** @import { ResponseHeader } from '../host.js' */

/** No header that means something here is longer, in UTF-16 code units. */
const LONGEST_HEADER = 1024;

/** An answer, by the shape of a `Response`. */
export class Answer {
  /**
   * Throws where it has not that shape, or its status is below `lowestStatus`.
   *
   * @param {any} response
   * @param {number} lowestStatus
   */
  constructor(response, lowestStatus) {
    const { status, headers, body } = response;
    const hasStream = typeof body?.getReader === 'function';
    const isResponse =
      (hasStream || typeof response.text === 'function') &&
      typeof headers.get === 'function' &&
      Number.isInteger(status) &&
      status >= lowestStatus &&
      status <= 999;
    if (!isResponse) throw new TypeError();
    this.response = response;
    /** @type {number} */
    this.status = status;
    /** The body's stream; undefined where there is none. */
    this.stream = hasStream ? body : undefined;
  }

  /**
   * Whether `fetch` followed a redirect: the answer came from another address than the endpoint's.
   *
   * @param {string} endpoint
   */
  isRedirected(endpoint) {
    const { response } = this;
    const redirected = guarded(() => response.redirected);
    if (typeof redirected === 'boolean') return redirected;
    // Some libraries, those built on XMLHttpRequest among them, have the address only.
    const url = guarded(() => response.url);
    if (typeof url !== 'string' || url === '') return false;
    return guarded(() => new URL(url, endpoint).href.split('#')[0]) !== endpoint;
  }

  /**
   * The value of a header; undefined where it is missing, or too long to matter.
   *
   * @param {ResponseHeader} name
   */
  header(name) {
    const value = guarded(() => this.response.headers.get(name));
    return typeof value === 'string' && value.length <= LONGEST_HEADER ? value : undefined;
  }
}
