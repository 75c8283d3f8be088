// What the server wrote into a body.

import {
  CONTROL_CHARACTERS,
  LONGEST_TEXT,
  REVOKED_CODE,
  SHORTEST_RUN,
  SHORTEST_SECRET,
} from '../generated.js';
import { guarded, isObject, own } from './guard.js';

/** @import { Core, Event } from '../glue.js' */

/**
 * What the server wrote, and the event that it is.
 *
 * @typedef {object} ServerText
 * @property {Event} event
 * @property {string} [code]
 * @property {string} [description]
 */

/**
 * Reads a body that is whole. Returns the event that it is, and the server's `code` and `description` as they may be
 * shown: without control characters and secrets, and shortened.
 *
 * @param {Core} core
 * @param {string} body
 * @param {string[]} secrets
 * @returns {ServerText}
 */
export function readServerText(core, body, secrets) {
  const value = guarded(() => JSON.parse(body));
  if (!isObject(value)) return { event: 'malformed' };
  const code = own(value, 'code');
  const event =
    typeof code !== 'string' ? 'malformed' : code === REVOKED_CODE ? 'revoked' : 'otherCode';
  return {
    event,
    code: shown(core, code, secrets),
    description: shown(core, own(value, 'description'), secrets),
  };
}

/**
 * @param {Core} core
 * @param {unknown} input
 * @param {string[]} secrets
 */
function shown(core, input, secrets) {
  if (typeof input !== 'string') return undefined;
  let text = input.replace(CONTROL_CHARACTERS, '');
  for (const secret of secrets) {
    if (mayRepeat(text, secret)) text = core.redact(text, secret);
  }
  // A character takes one or two UTF-16 code units.
  return text.length > LONGEST_TEXT ? Array.from(text).slice(0, LONGEST_TEXT).join('') : text;
}

/**
 * Cheap check before redaction: whether a text contains a block of a secret. A run of a secret covers at least one whole
 * block of half its length, wherever in the text the run begins.
 *
 * @param {string} text
 * @param {string} secret
 */
function mayRepeat(text, secret) {
  if (secret.length < SHORTEST_SECRET) return false;
  const size = Math.ceil(Math.min(SHORTEST_RUN, secret.length) / 2);
  for (let from = 0; from + size <= text.length; from += size) {
    if (secret.includes(text.slice(from, from + size))) return true;
  }
  return false;
}
