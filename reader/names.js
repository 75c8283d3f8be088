// How the column or property of a value is found: in one way in every format.

/** The names of secrets in the reports of gitleaks and of TruffleHog. */
const FINDING_NAMES = ['Secret', 'Raw'];

/** The usual names of columns and properties that hold tokens, best first. */
const TOKEN_NAMES = ['access_token', 'accessToken', 'token', ...FINDING_NAMES];

export const LABEL_NAMES = ['label'];

/** The names under which tokens are looked for: the requested one, or all that are usual. */
export function namesOfToken(input) {
  return input === undefined ? TOKEN_NAMES : [input];
}

/** Whether a name is that of a secret in the report of a scanner. */
export function isNameOfFinding(name) {
  return FINDING_NAMES.some((known) => isSameName(known, name));
}

/** Whether two names are the same, without regard to case and white space around them. */
export function isSameName(one, other) {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

/**
 * Picks the text that a row has under one of some names: that of the first name with any. Names count without
 * regard to case.
 *
 * @param {string[]} names
 * @param {(name: string) => unknown[]} look returns the values under a name
 * @returns {string | undefined}
 */
export function pick(names, look) {
  return names.flatMap(look).filter(isScalar).map(String).find((text) => text.trim() !== '');
}

function isScalar(value) {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/**
 * Looks up the values that an object has under a name: a property of its own, or a path of properties between
 * dots. The name of a property may have dots in it, too.
 *
 * @param {unknown} value
 * @param {string} name
 * @returns {unknown[]} more than one where names differ in case only
 */
export function lookUp(value, name) {
  if (typeof value !== 'object' || value === null) return [];
  const found = [];
  for (const [key, member] of Object.entries(value)) {
    if (isSameName(key, name)) found.push(member);
    else if (name.toLowerCase().startsWith(`${key.toLowerCase()}.`)) {
      found.push(...lookUp(member, name.slice(key.length + 1)));
    }
  }
  return found;
}

/**
 * The paths of all texts within a value that pass a test.
 *
 * @param {unknown} value
 * @param {(text: string) => boolean} test
 * @returns {string[]} names of properties between dots
 */
export function pathsTo(value, test) {
  if (typeof value === 'string') return test(value) ? [''] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    pathsTo(member, test).map((path) => (path === '' ? key : `${key}.${path}`)),
  );
}
