/** What people paste along with a token, in the order in which it is looked for. */
const STRAY = [
  ['white space', /\s+/g],
  ['quotation marks', /^["'`“‘]+|["'`”’]+$/g],
  ['the word “Authorization”', /^authorization:/i],
  // No token begins so: every JWT starts with the "{" of its header, which makes "ey".
  ['the word “Bearer”', /^bearer/i],
];

/**
 * Tells a token from what was pasted along with it. The package sends what it is given, unchanged, so
 * that a line break at the end would make it another token; this page points it out.
 *
 * @param {string} pasted
 * @returns {{ token: string, stray: string[] }} the token alone, and in words what was around it
 */
export function tidy(pasted) {
  const stray = new Set();
  let token = pasted;
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
  return { token, stray: [...stray] };
}
