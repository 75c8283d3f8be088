import { WrongUse } from './exit.js';

const INVISIBLE = /[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;
const QUOTATION_MARK = /["'`“”‘’«»]/;

const NAMES = {
  __proto__: null,
  '\t': 'a tab',
  '\n': 'a line feed',
  '\r': 'a carriage return',
  ' ': 'a space',
  '\u00a0': 'a no-break space',
  '\u00ad': 'a soft hyphen',
  '\u200b': 'a zero-width space',
  '\u200c': 'a zero-width non-joiner',
  '\u200d': 'a zero-width joiner',
  '\u2060': 'a word joiner',
  '\ufeff': 'a byte order mark',
};

/**
 * Takes invisible characters and quotation marks off both ends of an identifier, as they come along
 * from a file of variables or from a page.
 *
 * @param {string | undefined} given
 * @param {string} source the flag or the variable that it was given by
 * @returns {{ value: string | undefined, note?: string }} `note` says what was taken off
 * @throws {WrongUse} where an invisible character is inside
 */
export function readIdentifier(given, source) {
  if (given === undefined) return { value: undefined };
  const characters = [...given];
  const takenOff = new Set();
  const isStray = (character) => {
    const isMark = QUOTATION_MARK.test(character);
    if (!isMark && !INVISIBLE.test(character)) return false;
    takenOff.add(isMark ? 'quotation marks' : nameOf(character));
    return true;
  };
  while (characters.length > 0 && isStray(characters[0])) characters.shift();
  while (characters.length > 0 && isStray(characters.at(-1))) characters.pop();
  const at = characters.findIndex((character) => INVISIBLE.test(character));
  if (at !== -1) {
    throw new WrongUse(
      `${source} has ${nameOf(characters[at])} inside, after ${at} characters. Take it out.`,
    );
  }
  if (takenOff.size === 0) return { value: given };
  return { value: characters.join(''), note: `Taken off ${source}: ${[...takenOff].join(', ')}` };
}

function nameOf(character) {
  const code = character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
  return `${NAMES[character] ?? 'an invisible character'} (U+${code})`;
}
