import { parseArgs } from 'node:util';
import { WrongUse } from './exit.js';
import { readIdentifier } from './identifier.js';
import { MOST_FAILURES } from './repeated-failure.js';
import { looksLikeToken, redact } from './text.js';

const text = { type: 'string' };
const flag = { type: 'boolean' };

const OPTIONS = {
  revoke: flag,
  environment: text,
  'base-url': text,
  relay: text,
  'header-file': text,
  'account-id': text,
  'client-id': text,
  'input-format': text,
  'token-column': text,
  'label-column': text,
  'no-length-check': flag,
  'skip-expired': flag,
  'longest-lived-first': flag,
  'dry-run': flag,
  yes: flag,
  'max-failures': text,
  retries: text,
  timeout: text,
  concurrency: text,
  'rate-limit': text,
  'until-expiry': flag,
  plan: text,
  report: text,
  format: text,
  resume: text,
  help: flag,
  version: flag,
};

const LASTING = [
  'environment',
  'base-url',
  'relay',
  'header-file',
  'account-id',
  'client-id',
  'input-format',
  'token-column',
  'label-column',
  'no-length-check',
  'skip-expired',
  'longest-lived-first',
  'format',
  'retries',
  'timeout',
  'concurrency',
  'rate-limit',
  'until-expiry',
];

/** The options that say how an input is read, which `find` does in its own way. */
const OF_INPUT = ['input-format', 'token-column', 'label-column', 'no-length-check'];

const NUMBERS = ['retries', 'timeout', 'concurrency'];
const WHOLE_NUMBER = /^\d{1,9}$/;

/** Units of the time in --rate-limit, in milliseconds. */
const UNITS = { __proto__: null, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Kinds of values, each with what is allowed. */
const CHOICES = {
  environment: ['production', 'sandbox'],
  'input-format': ['lines', 'csv', 'jsonl', 'json'],
  format: ['jsonl', 'csv'],
};

/**
 * Reads the arguments. Returns only the help or only the version, where one of these is asked for. `paths` is what `find`
 * looks through; without it, tokens are read from `file`.
 *
 * @param {string[]} input the arguments, without the program's own name
 * @param {Record<string, string | undefined>} environment the process's variables
 * @throws {WrongUse} with all that is wrong, none of it quoted where it may be a token
 */
export function readArguments(input, environment) {
  if (input.some(looksLikeToken)) {
    throw new WrongUse(
      'A token was given as an argument. There it can be read by every program on this machine and ' +
        'stays in the history of the shell. Put the tokens into a file, or pipe them in.',
    );
  }
  const { values, positionals } = parse(input);
  const isFind = positionals[0] === 'find';
  if (values.help || values.version) return { ...values, isFind };
  const paths = isFind ? positionals.slice(1) : undefined;
  if (isFind) {
    requireFind(values, paths);
    if (!values.revoke) return { paths, revoke: false };
  }
  const hasRelay = values.relay !== undefined;
  // A relay may have a client id of its own.
  const variables = hasRelay ? {} : environment;
  const client = readIdentifier('client-id', values['client-id'], variables);
  const account = readIdentifier('account-id', values['account-id'], variables);
  const clientId = client.value;
  const mostFailures = values['max-failures'] ?? String(MOST_FAILURES);
  const wrong = [];
  if (values.revoke && !isFind) wrong.push('--revoke belongs to find: nomba-revoke find PATH... --revoke');
  if (positionals.length > 1 && !isFind) wrong.push('More than one file is named; put the tokens into one.');
  for (const [name, choices] of Object.entries(CHOICES)) {
    if (values[name] !== undefined && !choices.includes(values[name])) {
      wrong.push(`--${name} must be ${choices.join(' or ')}.`);
    }
  }
  const destinations = ['environment', 'base-url', 'relay'].filter((name) => values[name] !== undefined);
  if (destinations.length === 0) {
    wrong.push('Say where to send: --environment production, or --environment sandbox.');
  }
  if (destinations.length > 1) {
    wrong.push(`${destinations.map((name) => `--${name}`).join(' and ')} exclude each other.`);
  }
  if (values['header-file'] !== undefined && values.environment !== undefined) {
    wrong.push('--header-file goes with --relay or --base-url.');
  }
  if (hasRelay && values['account-id'] !== undefined) {
    wrong.push('--account-id belongs to the relay, on the server.');
  }
  if (!clientId && !hasRelay) {
    wrong.push('Say whose tokens they are: --client-id ID, or the variable NOMBA_CLIENT_ID.');
  }
  if (values.report !== undefined && values.resume !== undefined) {
    wrong.push('--report and --resume exclude each other: a run is resumed in its own report.');
  }
  if (values.resume === '-') {
    wrong.push('--resume wants the file of an earlier report; it is read, and then written.');
  }
  if (values.report === '-' && values.format === 'csv') {
    wrong.push(
      '--format csv makes a file beside the report: --report must name one, and not be -.',
    );
  }
  if (!WHOLE_NUMBER.test(mostFailures)) {
    wrong.push('--max-failures must be a whole number; 0 means never.');
  }
  for (const name of NUMBERS) {
    if (values[name] !== undefined && !WHOLE_NUMBER.test(values[name])) {
      wrong.push(`--${name} must be a whole number.`);
    }
  }
  const rateLimit = readRateLimit(values['rate-limit']);
  if (rateLimit === null) {
    wrong.push('--rate-limit must be requests and a time, such as 40/1s or 15/500ms, or false for no pace.');
  }
  if (values.plan !== undefined && !/^[\da-f]{64}$/i.test(values.plan)) {
    wrong.push('--plan must be the hash that a dry run prints: 64 characters of 0 to 9 and a to f.');
  }
  if (wrong.length > 0) throw new WrongUse(wrong.join('\n'));
  const identifiers = { 'client-id': clientId, 'account-id': account.value };
  return {
    file: isFind || positionals[0] === '-' ? undefined : positionals[0],
    paths,
    revoke: values.revoke === true,
    // As it stands in the report.
    destination: values.environment ?? (values['base-url'] ?? values.relay).replace(/\/+$/, ''),
    clientId,
    clientIdSource: client.source,
    accountIdSource: account.source,
    // What was made of the identifiers.
    notes: [...client.notes, ...account.notes],
    options: {
      environment: values.environment,
      baseUrl: values['base-url'],
      // To the package, a relay that is undefined is a wrong option.
      ...(hasRelay && { relay: values.relay }),
      accountId: account.value,
      validate: !values['no-length-check'],
      retries: toNumber(values.retries),
      timeout: toNumber(values.timeout),
      concurrency: toNumber(values.concurrency),
      rateLimit,
    },
    headerFile: values['header-file'],
    inputFormat: values['input-format'],
    tokenColumn: values['token-column'],
    labelColumn: values['label-column'],
    skipExpired: values['skip-expired'] === true,
    longestLivedFirst: values['longest-lived-first'] === true,
    dryRun: values['dry-run'] === true,
    yes: values.yes === true,
    mostFailures: Number(mostFailures) || Infinity,
    untilExpiry: values['until-expiry'] === true,
    plan: values.plan?.toLowerCase(),
    report: values.report,
    format: values.format,
    resume: values.resume,
    // What a resumed run has to be given again.
    lasting: LASTING.filter((name) => values[name] !== undefined).map((name) => [
      name,
      identifiers[name] ?? values[name],
    ]),
  };
}

function toNumber(text) {
  return text === undefined ? undefined : Number(text);
}

/** The option `rateLimit` that a text names: nothing where there is no text, and `null` where it names none. */
function readRateLimit(text) {
  if (text === undefined) return undefined;
  if (text === 'false') return false;
  const [, limit, times = '1', unit] = /^(0*[1-9]\d{0,8})\/(0*[1-9]\d{0,8})?(ms|s|m|h)$/.exec(text) ?? [];
  return unit === undefined ? null : { limit: Number(limit), window: Number(times) * UNITS[unit] };
}

/** @throws {WrongUse} where `find` has no path, or an option that it has no use for */
function requireFind(values, paths) {
  const wrong = [];
  if (paths.length === 0) {
    wrong.push('Name what to look through: nomba-revoke find PATH... A file that is called find is ./find.');
  }
  for (const name of Object.keys(values)) {
    if (OF_INPUT.includes(name)) wrong.push(`find has no --${name}.`);
    else if (!values.revoke) wrong.push(`find sends nothing, and --${name} needs --revoke beside it.`);
  }
  if (wrong.length > 0) throw new WrongUse(wrong.join('\n'));
}

function parse(input) {
  try {
    return parseArgs({ args: input, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    if (!error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
    const [sentence] = error.message.split(/\.\s/);
    throw new WrongUse(`${redact(sentence)}. --help lists the options.`);
  }
}
