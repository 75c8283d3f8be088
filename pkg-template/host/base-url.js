// Base URLs, parsed by the platform.

import { PATH } from '../generated.js';
import { guarded } from './guard.js';

/** @import { OptionName, Protocol } from '../host.js' */

/**
 * The base URL that was parsed last: most pages have only one.
 *
 * @type {BaseUrl | undefined}
 */
let last;

/**
 * Parses an absolute URL, or one relative to the page; a `URL` of any realm will do. Undefined where it is none.
 *
 * @param {any} input
 * @param {OptionName} option by whose rules the core accepts the URL
 */
export function parseBaseUrl(input, option) {
  return guarded(() => {
    const text = typeof input === 'string' ? input : input.href;
    // The empty address would be the page's own, file name and all.
    if (typeof text !== 'string' || text.trim() === '') return undefined;
    const { document, location } = globalThis;
    // A worker that was made from a blob lives where its page does.
    const page = (document?.baseURI ?? location?.href)?.replace(/^blob:/, '');
    if (last?.text !== text || last.page !== page || last.option !== option) {
      last = new BaseUrl(text, page, location?.origin, option);
    }
    return last;
  });
}

export class BaseUrl {
  /**
   * @param {string} text
   * @param {string | undefined} page what a relative URL is relative to
   * @param {string | undefined} pageOrigin
   * @param {OptionName} option
   */
  constructor(text, page, pageOrigin, option) {
    const url = new URL(text, page);
    this.text = text;
    this.page = page;
    this.option = option;
    this.origin = url.origin;
    // Any other scheme is `__Invalid` to the core.
    this.protocol = /** @type {Protocol} */ (url.protocol);
    this.hostname = url.hostname;
    this.pathname = url.pathname;
    this.hasCredentials = url.username + url.password !== '';
    this.hasQuery = url.href.includes('?');
    this.hasFragment = url.href.includes('#');
    this.isPageOrigin = url.origin === pageOrigin;
    /** @type {boolean} */
    this.isAccepted = false;
  }

  /**
   * Sets the endpoint.
   *
   * @param {number} keptPath how much of the path comes before that of the endpoint
   */
  accept(keptPath) {
    this.endpoint = this.origin + this.pathname.slice(0, keptPath) + PATH;
    this.isAccepted = true;
  }
}
