// How the column or property of a value is found: in one way in every format.

/** How tokens are called by those who write them down, best first. */
const TOKEN_NAMES = ['access_token', 'accessToken', 'token'];

export const LABEL_NAMES = ['label'];

/** The names under which tokens are looked for: the one that is given, or all that are usual. */
export function namesOfToken(given) {
  return given === undefined ? TOKEN_NAMES : [given];
}

export function isSameName(one, other) {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

/**
 * Picks the value that a row has under one of some names: that of the first name with any. Names count
 * without regard to case.
 *
 * @param {string[]} names
 * @param {(name: string) => string[]} look returns the values under a name
 * @returns {{ name?: string, text?: string, all: string[] }} the value, and all that the names have
 */
export function pick(names, look) {
  const found = names.flatMap((name) =>
    look(name)
      .filter((text) => text.trim() !== '')
      .map((text) => ({ name, text })),
  );
  return { ...found[0], all: found.map(({ text }) => text) };
}

/**
 * Looks up the texts that an object has under a name: a property of its own, or a path of properties
 * between dots. The name of a property may have dots in it, too.
 *
 * @param {unknown} value
 * @param {string} name
 * @returns {string[]} more than one where names differ in case only
 */
export function lookUp(value, name) {
  if (typeof value !== 'object' || value === null) return [];
  const texts = [];
  for (const [key, member] of Object.entries(value)) {
    if (isSameName(key, name)) {
      if (['string', 'number', 'boolean'].includes(typeof member)) texts.push(String(member));
    } else if (name.toLowerCase().startsWith(`${key.toLowerCase()}.`)) {
      texts.push(...lookUp(member, name.slice(key.length + 1)));
    }
  }
  return texts;
}

/**
 * The path of the first text within a value that passes a test.
 *
 * @param {unknown} value
 * @param {(text: string) => boolean} test
 * @returns {string | undefined} names of properties between dots
 */
export function pathTo(value, test) {
  for (const [key, member] of Object.entries(value)) {
    if (typeof member === 'string') {
      if (test(member)) return key;
    } else if (typeof member === 'object' && member !== null) {
      const path = pathTo(member, test);
      if (path !== undefined) return `${key}.${path}`;
    }
  }
  return undefined;
}
