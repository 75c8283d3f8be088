import { parseArgs } from 'node:util';
import { WrongUse } from './exit.js';
import { readIdentifier } from './identifier.js';
import { looksLikeToken, redact } from './text.js';

export const HELP = `Revokes Nomba access tokens, and says of each whether it is revoked.

Usage: nomba-revoke [FILE] --environment production|sandbox --client-id ID [options]

FILE holds the tokens: one a line, CSV with a column access_token, or JSON Lines or JSON with
a property access_token. Without it, or with -, they are read from standard input. A token is
a JWT: what stands around it is taken off, and what holds none is named and not sent.

Where to
  --environment NAME     production or sandbox
  --base-url URL         a server instead: a proxy of your own, or a stand-in
  --client-id ID         the client that the tokens are of (or set NOMBA_CLIENT_ID)
  --account-id ID        sent as the accountId header

What
  --input-format FORMAT  lines, csv, jsonl or json, where it can't be told from FILE
  --token-column NAME    the column or property of the token (access_token, accessToken, token);
                         data.access_token is a property within a property
  --label-column NAME    the column or property that the report repeats (label)
  --no-length-check      also send tokens that are shorter or longer than the specification says
  --skip-expired         leave out what has expired by this machine's clock
  --longest-lived-first  begin with the tokens that live longest

How
  --dry-run              read and check everything, send nothing
  --yes                  don't ask; needed where there is no terminal, and with standard input
  --max-failures N       stop after N tokens in a row fail in the same way (10; 0: never)
  --report FILE          where to write the report, in JSON Lines
                         (nomba-revoke-TIME.jsonl, in the folder you are in); -: standard output,
                         and the summary goes to standard error
  --format FORMAT        jsonl, or csv: at the end, a CSV file beside the report
  --resume REPORT        go on with the run that wrote REPORT: what is revoked is skipped

  --help, --version

The variables HTTPS_PROXY and HTTP_PROXY name a proxy to go through, NO_PROXY the hosts to reach
without it; lower case will do. Without HTTPS_PROXY, HTTP_PROXY is for https:// addresses as well.

Ctrl-C once waits for what is in flight and finishes the report; twice stops at once.

Exit status: 0, all revoked, but for what --skip-expired left out; 1, some not, or cut short;
2, wrong use, and nothing was sent. In a dry run: 0, all could be sent; 1, some not.
`;

const text = { type: 'string' };
const flag = { type: 'boolean' };

const OPTIONS = {
  environment: text,
  'base-url': text,
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
  report: text,
  format: text,
  resume: text,
  help: flag,
  version: flag,
};

const LASTING = [
  'environment',
  'base-url',
  'account-id',
  'client-id',
  'input-format',
  'token-column',
  'label-column',
  'no-length-check',
  'skip-expired',
  'longest-lived-first',
  'format',
];

/** Kinds of values, each with what is allowed. */
const CHOICES = {
  environment: ['production', 'sandbox'],
  'input-format': ['lines', 'csv', 'jsonl', 'json'],
  format: ['jsonl', 'csv'],
};

/**
 * What is to be done. Only the help or only the version, where one of these is asked for.
 *
 * @param {string[]} given the arguments, without the program's own name
 * @param {Record<string, string | undefined>} environment the process's variables
 * @throws {WrongUse} with all that is wrong, none of it quoted where it may be a token
 */
export function readArguments(given, environment) {
  if (given.some(looksLikeToken)) {
    throw new WrongUse(
      'A token was given as an argument. There it can be read by every program on this machine and ' +
        'stays in the history of the shell. Put the tokens into a file, or pipe them in.',
    );
  }
  const { values, positionals } = parse(given);
  if (values.help || values.version) return values;
  const clientIdSource = values['client-id'] === undefined ? 'NOMBA_CLIENT_ID' : '--client-id';
  const client = readIdentifier(values['client-id'] ?? environment.NOMBA_CLIENT_ID, clientIdSource);
  const account = readIdentifier(values['account-id'], '--account-id');
  const clientId = client.value;
  const mostFailures = values['max-failures'] ?? '10';
  const wrong = [];
  if (positionals.length > 1) wrong.push('More than one file is named; put the tokens into one.');
  for (const [name, choices] of Object.entries(CHOICES)) {
    if (values[name] !== undefined && !choices.includes(values[name])) {
      wrong.push(`--${name} must be ${choices.join(' or ')}.`);
    }
  }
  if (values.environment === undefined && values['base-url'] === undefined) {
    wrong.push('Say where to send: --environment production, or --environment sandbox.');
  }
  if (values.environment !== undefined && values['base-url'] !== undefined) {
    wrong.push('--environment and --base-url exclude each other.');
  }
  if (!clientId) {
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
  if (!/^\d{1,9}$/.test(mostFailures)) {
    wrong.push('--max-failures must be a whole number; 0 means never.');
  }
  if (wrong.length > 0) throw new WrongUse(wrong.join('\n'));
  const identifiers = { 'client-id': clientId, 'account-id': account.value };
  return {
    file: positionals[0] === '-' ? undefined : positionals[0],
    // As it stands in the report.
    destination: values.environment ?? values['base-url'].replace(/\/+$/, ''),
    clientId,
    clientIdSource,
    // What was made of the identifiers.
    notes: [client.note, account.note].filter(Boolean),
    options: {
      environment: values.environment,
      baseUrl: values['base-url'],
      accountId: account.value,
      validate: !values['no-length-check'],
    },
    inputFormat: values['input-format'],
    tokenColumn: values['token-column'],
    labelColumn: values['label-column'],
    skipExpired: values['skip-expired'] === true,
    longestLivedFirst: values['longest-lived-first'] === true,
    dryRun: values['dry-run'] === true,
    yes: values.yes === true,
    mostFailures: Number(mostFailures) || Infinity,
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

function parse(given) {
  try {
    return parseArgs({ args: given, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    if (!error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
    const [sentence] = error.message.split(/\.\s/);
    throw new WrongUse(`${redact(sentence)}. --help lists the options.`);
  }
}
