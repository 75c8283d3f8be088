// Extracts a token from the text around it.

import { findJwts } from './jwt.js';

/** White space and invisible characters. */
const INVISIBLE = String.raw`\s\u00ad\u200b-\u200f\u2060\ufeff`;
const QUOTATION_MARKS = '"\'`“”„‘’‚«»';

/** What is looked for at both ends of the text around a token. */
const AROUND = [
  ['“Authorization:”', /^authorization\s*:\s*|\bauthorization\s*:\s*$/i],
  ['“Bearer”', /^bearer\b\s*|\bbearer\s*$/i],
  ['white space', new RegExp(`^[${INVISIBLE}]+|[${INVISIBLE}]+$`, 'g')],
  ['quotation marks', new RegExp(`^[${QUOTATION_MARKS}]+|[${QUOTATION_MARKS}]+$`, 'g')],
];

/** Names for the rest of the text around a token, by its form. */
const REST = [
  ['a name or number with “:”', /^[^\s="'{]{1,150}:$/],
  ['a name with “=”', /^(export\s+)?[\w.-]{1,150}\s*=$/],
  ['other text', /[\p{L}\p{N}]/u],
  ['punctuation', /./su],
];

/** A longer text around a token counts as other text: the patterns would take too long. */
const LONGEST_AROUND = 200;

/**
 * A token, and names for what was taken off around it; or a problem, as a text that follows the name of the
 * place ("line 3: ...").
 *
 * @typedef {{ token: string, takenOff: string[], damage?: string, problem?: undefined }
 *   | { token?: undefined, problem: string }} Extraction `damage` says what is wrong with the length of the token
 */

/**
 * Extracts the one JWT of a text.
 *
 * @param {string} text
 * @param {{ joins?: boolean }} [options] `joins`: removes white space and
 *   invisible characters if only that makes a whole JWT, as a terminal or a letter may have broken it over lines
 * @returns {Extraction}
 */
export function extractToken(text, { joins = false } = {}) {
  const found = findJwts(text);
  const whole = found.filter(({ isWhole }) => isWhole);
  if (whole.length > 1) return { problem: `holds ${whole.length} JWTs, not one` };
  const [jwt] = whole;
  if (jwt?.missing !== 0 && joins) {
    const joined = withoutGaps(text);
    const [other, ...others] = findJwts(joined);
    if (other?.isWhole && other.missing === 0 && others.length === 0) {
      const { takenOff, ...extraction } = extractToken(joined);
      return { ...extraction, takenOff: [...new Set(['white space', ...takenOff])] };
    }
  }
  if (jwt === undefined) return { problem: describeNone(text.trim(), found.length > 0) };
  if (found.length > 1) return { problem: 'holds a JWT, and something like another one' };
  const takenOff = describeAround(text.slice(0, jwt.start), text.slice(jwt.end));
  if (jwt.missing === 0) return { token: jwt.text, takenOff };
  const damage = `holds a JWT that is cut short: its signature lacks ${jwt.missing} characters`;
  return { token: jwt.text, takenOff, damage };
}

function describeAround(...texts) {
  const takenOff = new Set();
  for (const text of texts) {
    const rest = text.length > LONGEST_AROUND ? 'more' : strip(text, takenOff);
    const name = REST.find(([, pattern]) => pattern.test(rest))?.[0];
    if (name !== undefined) takenOff.add(name);
  }
  return [...takenOff];
}

/** Removes what is known from both ends of a text, and adds its names to `takenOff`. */
function strip(text, takenOff) {
  let rest = text;
  let before;
  // Again and again: a quotation mark may only come to light when the word before it is gone.
  do {
    before = rest;
    for (const [name, pattern] of AROUND) {
      const stripped = rest.replace(pattern, '');
      if (stripped !== rest) takenOff.add(name);
      rest = stripped;
    }
  } while (rest !== before);
  return rest;
}

/** Says why a text holds no token. A refresh token has 30 to 60 characters, says the specification. */
function describeNone(text, hasLookalike) {
  if (findJwts(withoutGaps(text)).some(({ isWhole }) => isWhole)) {
    return 'holds a JWT that white space or an invisible character interrupts';
  }
  if (hasLookalike) {
    return 'holds no JWT, though something like one: it may be cut short, damaged, or part of a longer text';
  }
  if (/^[\w.~+/=-]{30,60}$/.test(text)) {
    return `holds no JWT; it has ${text.length} characters, which is the length of a refresh token, and only access tokens can be revoked`;
  }
  return 'holds no JWT';
}

function withoutGaps(text) {
  return text.replace(new RegExp(`[${INVISIBLE}]+`, 'g'), '');
}
