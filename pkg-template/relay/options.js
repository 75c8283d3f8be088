import { spelling } from './origin.js';

/** The longest time that a timer can wait, in milliseconds. */
export const LONGEST_TIMER = 2147483647;

/** The options that the request to the vendor is made with. The core checks them. */
const FOR_VENDOR = ['environment', 'baseUrl', 'accountId', 'validate', 'timeout', 'fetch'];

const isFunction = (value) => typeof value === 'function';
const isTextList = (value) => Array.isArray(value) && value.every((text) => typeof text === 'string');

/** What the relay's own options must be, each a test and its description. */
const RULES = {
  __proto__: null,
  authorize: [isFunction, 'must be a function'],
  approve: [isFunction, 'must be a function'],
  clientId: [(value) => typeof value === 'string' || isFunction(value), 'must be a string or a function'],
  hookTimeout: [
    (value) => typeof value === 'number' && value > 0 && value <= LONGEST_TIMER,
    'must be a number of milliseconds above 0, at most 2147483647',
  ],
  maxInFlight: [(value) => Number.isInteger(value) && value > 0, 'must be an integer above 0'],
  allowedOrigins: [isTextList, 'must be an array of origins'],
  credentials: [(value) => typeof value === 'boolean', 'must be true or false'],
  allowedHeaders: [
    (value) => isTextList(value) && value.every((name) => /^[!#$%&'*+.^_`|~\w-]+$/.test(name)),
    'must be an array of header names',
  ],
  audit: [isFunction, 'must be a function'],
  store: [(value) => isFunction(value?.get) && isFunction(value?.set), 'must have the methods "get" and "set"'],
  onError: [isFunction, 'must be a function'],
};

const DEFAULTS = {
  timeout: 20_000,
  hookTimeout: 2_000,
  maxInFlight: 32,
  allowedOrigins: [],
  credentials: false,
  allowedHeaders: [],
};

/**
 * Reads the options of a relay, each once. Returns all of them, with defaults, and those for the vendor.
 *
 * @throws {TypeError} for a wrong option
 */
export function readOptions(given) {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new TypeError('createRevokeRelay takes an object of options');
  }
  const known = [...Object.keys(RULES), ...FOR_VENDOR];
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) throw new TypeError(unknown(name, known));
  }
  const options = { ...DEFAULTS };
  for (const name of known) {
    const value = given[name];
    if (value === undefined) continue;
    const [fits, problem] = RULES[name] ?? [() => true];
    if (!fits(value)) throw wrong(name, problem);
    options[name] = value;
  }
  if (options.authorize === undefined) throw wrong('authorize', 'is required: a relay is never open to everybody');
  if (options.environment === undefined && options.baseUrl === undefined) {
    throw wrong('environment', 'is required, unless "baseUrl" is given: nothing goes to production by default');
  }
  options.allowedOrigins = [...options.allowedOrigins];
  options.allowedHeaders = [...options.allowedHeaders];
  for (const origin of options.allowedOrigins) {
    if (spelling(origin) !== origin) throw wrong('allowedOrigins', misspelled(origin));
  }
  const forVendor = {};
  for (const name of FOR_VENDOR) {
    if (options[name] !== undefined) forVendor[name] = options[name];
  }
  return { options, forVendor };
}

/**
 * Checks the relay's own client id.
 *
 * @throws {TypeError} where it is a string that can't be one, and the WebAssembly is there to say so
 */
export function checkClientId({ clientId }, vendor) {
  if (typeof clientId !== 'string' || vendor.destination === null) return;
  const problem = vendor.clientIdProblem(clientId);
  if (problem !== undefined) throw wrong('clientId', `can't be sent: ${problem}`);
}

function wrong(name, problem) {
  return new TypeError(`The option "${name}" ${problem}`);
}

function misspelled(origin) {
  const right = spelling(origin);
  if (right === undefined) return 'must hold origins as a browser writes them, such as "https://admin.example.com"';
  return `must hold origins as a browser writes them: "${right}"`;
}

function unknown(name, known) {
  // A longer or stranger name may be a secret in the wrong place.
  if (!/^\w{1,32}$/.test(name)) return 'There is an unknown option';
  const meant = known.find((one) => one.toLowerCase() === name.toLowerCase());
  return `The option "${name}" is unknown${meant ? `; did you mean "${meant}"?` : ''}`;
}
