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

/** The variables that stand for a flag, and how a person calls what they hold. */
const VARIABLES = {
  __proto__: null,
  'client-id': ['NOMBA_CLIENT_ID', 'Client id'],
  'account-id': ['NOMBA_ACCOUNT_ID', 'Account id'],
};

/**
 * Reads an identifier from its flag, or else from its variable. Takes off invisible characters and quotation marks
 * at both ends, as they come along from a file of variables or from a page.
 *
 * @param {'client-id' | 'account-id'} flag
 * @param {string | undefined} input the value of the flag
 * @param {Record<string, string | undefined>} environment the process's variables
 * @returns {{ value: string | undefined, source: string, notes: string[] }} `source` is the flag or the variable;
 *   `notes` say what was taken off, and what was taken from the variable
 * @throws {WrongUse} where an invisible character is inside
 */
export function readIdentifier(flag, input, environment) {
  const [variable, name] = VARIABLES[flag];
  const isVariable = input === undefined && environment[variable] !== undefined;
  const source = isVariable ? variable : `--${flag}`;
  const { value, note } = takeOff(isVariable ? environment[variable] : input, source);
  const notes = note === undefined ? [] : [note];
  if (isVariable) notes.push(`${name} from ${variable}: ${value}`);
  return { value, source, notes };
}

function takeOff(input, source) {
  if (input === undefined) return { value: undefined };
  const characters = [...input];
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
  if (takenOff.size === 0) return { value: input };
  return { value: characters.join(''), note: `Taken off ${source}: ${[...takenOff].join(', ')}` };
}

function nameOf(character) {
  const code = character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
  return `${NAMES[character] ?? 'an invisible character'} (U+${code})`;
}
