/** What is found around a token, in the order in which it is looked for. */
const STRAY = [
  ['white space', /^[\s\u200b\u2060\ufeff]+|[\s\u200b\u2060\ufeff]+$/g],
  // What stands at the end of a line of JSON comes with the quotation marks.
  ['quotation marks', /^["'`“”‘’«»]+|["'`“”‘’«»]+[,;]?$/g],
  ['“Authorization:”', /^authorization\s*:\s*/i],
  // No token begins so: every JWT starts with the "{" of its header, which makes "ey".
  ['“Bearer”', /^bearer\b\s*/i],
];

/** Nothing around a token makes it so long. The patterns above would take for ever on such a text. */
const LONGEST = 10_000;

/**
 * Tells a token from what was written down along with it.
 *
 * @param {string} found
 * @returns {{ token: string, stray: Set<string> }} the token alone, and in words what was around it
 */
export function clean(found) {
  const stray = new Set();
  if (found.length > LONGEST) return { token: found, stray };
  let token = found;
  let before;
  // Again and again: a quotation mark may only come to light when the word before it is gone.
  do {
    before = token;
    for (const [what, pattern] of STRAY) {
      const rest = token.replace(pattern, '');
      if (rest !== token) stray.add(what);
      token = rest;
    }
  } while (token !== before);
  return { token, stray };
}
