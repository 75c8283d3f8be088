import { existsSync, readFileSync } from 'node:fs';
import { revokeTokens } from 'nomba-revoke';
import { HELP, readArguments } from './arguments.js';
import { ask } from './ask.js';
import { readReport } from './earlier.js';
import { DONE, NOT_ALL, WrongUse } from './exit.js';
import { describeOddFile } from './file-kind.js';
import { nameOf } from './input.js';
import { describeEarlier, describeInput, describeSending, question } from './plan.js';
import { fetchThrough, findProxy } from './proxy.js';
import { besides } from './report-csv.js';
import { print, say } from './say.js';
import { send } from './send.js';
import { plain } from './text.js';
import { checkClientId, readInput } from './tokens.js';

/**
 * The command, from its arguments to its exit status.
 *
 * @param {string[]} given the arguments
 * @param {Record<string, string | undefined>} environment the process's variables
 */
export async function command(given, environment) {
  const settings = readArguments(given, environment);
  if (settings.help) {
    print(HELP);
    return DONE;
  }
  if (settings.version) {
    print(version());
    return DONE;
  }
  requireWayToAsk(settings);
  await checkClientId(settings.clientId, settings.clientIdSource);
  await checkOptions(settings.options);
  const proxy = findProxy(serverOf(settings.options), environment);
  const report = nameReport(settings);
  say(...describeIdentifiers(settings));

  const found = await readAndDescribe(settings);
  const earlier = settings.resume && (await readReport(settings.resume, settings.destination));
  if (earlier) say(...describeEarlier(earlier, found.tokens));
  const work = { ...found, ...divide(found.tokens, earlier, settings), earlier };
  say(...describeSending(work, settings, report));
  if (proxy?.origin && work.queue.length > 0) {
    say(`  through the proxy ${proxy.origin} (${proxy.variable})`);
  }

  if (settings.dryRun) {
    const { queue, invalid } = work;
    const tell = report.path === undefined ? say : print;
    tell(
      `Dry run: ${queue.length} would be sent, ${invalid.length} are not valid. Nothing was sent.`,
    );
    return invalid.length === 0 ? DONE : NOT_ALL;
  }
  const isReady = settings.yes || work.queue.length === 0;
  if (!isReady && !(await ask(question(work, settings)))) {
    say('Nothing was sent.');
    return NOT_ALL;
  }
  return send(work, { ...settings, fetch: await fetchThrough(proxy) }, report);
}

/** The servers of the vendor's specification. */
const SERVERS = {
  __proto__: null,
  production: 'https://api.nomba.com',
  sandbox: 'https://sandbox.nomba.com',
};

function serverOf({ environment, baseUrl }) {
  return new URL(baseUrl ?? SERVERS[environment]);
}

/** Says what was taken from a variable, and what was taken off an identifier. */
function describeIdentifiers({ notes, clientId, clientIdSource }) {
  const isFlag = clientIdSource.startsWith('-');
  return isFlag ? notes : [...notes, `Client id from ${clientIdSource}: ${clientId}`];
}

function version() {
  return JSON.parse(readFileSync(new URL('./package.json', import.meta.url))).version;
}

function requireWayToAsk({ file, yes, dryRun }) {
  if (file === undefined && process.stdin.isTTY) {
    throw new WrongUse('Name the file with the tokens, or pipe them in. --help says more.');
  }
  if (yes || dryRun) return;
  if (file === undefined) {
    throw new WrongUse(
      'With the tokens on standard input there is no way to ask before they are revoked. ' +
        '--yes goes ahead; --dry-run shows what it would do.',
    );
  }
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new WrongUse(
      'There is no terminal to ask on before the tokens are revoked. ' +
        '--yes goes ahead; --dry-run shows what it would do.',
    );
  }
}

/** Has the package check its options while there is nothing to be sent. */
async function checkOptions(options) {
  try {
    await revokeTokens([], options).next();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const message = error.message
      .replace('baseUrl', '--base-url')
      .replace('accountId', '--account-id');
    throw new WrongUse(`${plain(message)}.`);
  }
}

async function readAndDescribe(settings) {
  const found = await readInput(settings);
  const name = nameOf(settings.file);
  if (found.tokens.length === 0 && found.invalid.length === 0) {
    const nothing = { csv: 'it has no rows', json: 'it has no elements' };
    throw new WrongUse(`There is no token in ${name}: ${nothing[found.format] ?? 'it is empty'}.`);
  }
  say(...describeInput(found, name, settings));
  if (found.tokens.length === 0) {
    throw new WrongUse(`There is no valid token in ${name}; nothing was sent.`);
  }
  return found;
}

/** What is to be sent, and in which order; what is left out because it has expired. */
function divide(tokens, earlier, { skipExpired, longestLivedFirst }) {
  const said = (token) => earlier?.last.get(token.hash);
  if (earlier && earlier.last.size > 0 && !tokens.some(said)) {
    throw new WrongUse(
      `${plain(earlier.path)} is the report of another run: it tells of none of these tokens.`,
    );
  }
  const left = tokens.filter((token) => said(token)?.outcome !== 'revoked');
  const isSkipped = (token) => skipExpired && token.expired;
  const queue = left.filter((token) => !isSkipped(token));
  if (longestLivedFirst) queue.sort((one, other) => end(other) - end(one));
  return { queue, skipped: left.filter(isSkipped) };
}

/** When a token expires; one that doesn't say so may live for ever. */
function end({ expiresAt }) {
  return expiresAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
}

/**
 * Where the report goes, and where its CSV, if there is to be one. Without `path` it goes to standard
 * output; `name` is for people.
 *
 * @returns {{ path?: string, name: string, csv?: string }}
 */
function nameReport({ resume, report, format }) {
  if (report === '-') return { name: 'standard output' };
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const given = resume ?? report ?? `nomba-revoke-${time}.jsonl`;
  const { jsonl, csv } = format === 'csv' ? besides(given) : { jsonl: given };
  const path = resume ?? jsonl;
  if (resume === undefined) {
    const odd = describeOddFile(path);
    if (odd !== undefined) {
      throw new WrongUse(
        `The report ${plain(path)} can't be made: ${odd}. --report names another place; ` +
          '--report - is standard output.',
      );
    }
    if (csv !== undefined && existsSync(csv)) {
      throw new WrongUse(`The file ${plain(csv)} exists already; --report names another one.`);
    }
  }
  return { path, name: plain(path), csv };
}
