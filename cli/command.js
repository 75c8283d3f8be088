import { existsSync, readFileSync } from 'node:fs';
import { revokeTokens } from 'nomba-revoke';
import { readArguments } from './arguments.js';
import { ask } from './ask.js';
import { readReport } from './earlier.js';
import { DONE, NOT_ALL, WrongUse } from './exit.js';
import { describeIrregularFile } from './file-kind.js';
import { findTokens } from './find.js';
import { describeFinds, listFinds } from './find-listing.js';
import { readHeaderFile } from './header-file.js';
import { FIND_HELP, HELP } from './help.js';
import { nameOf } from './input.js';
import { describeEarlier, describeInput, describeSending, question } from './plan.js';
import { planHash, requirePlan } from './plan-hash.js';
import { fetchThrough, findProxy } from './proxy.js';
import { besides } from './report-csv.js';
import { print, say } from './say.js';
import { send } from './send.js';
import { plain } from './text.js';
import { checkClientId, readInput } from './tokens.js';

/**
 * The command, from its arguments to its exit status.
 *
 * @param {string[]} input the arguments
 * @param {Record<string, string | undefined>} environment the process's variables
 */
export async function command(input, environment) {
  const settings = readArguments(input, environment);
  if (settings.help) {
    print(settings.isFind ? FIND_HELP : HELP);
    return DONE;
  }
  if (settings.version) {
    print(version());
    return DONE;
  }
  if (settings.paths && !settings.revoke) return list(settings.paths);
  requireWayToAsk(settings);
  await checkClientId(settings.clientId, settings.clientIdSource);
  await checkOptions(settings);
  const { headerFile, options } = settings;
  if (headerFile !== undefined) options.headers = await readHeaderFile(headerFile, options);
  const server = serverOf(options);
  const proxy = findProxy(server, environment);
  const report = nameReport(settings);
  say(...settings.notes);

  const found = settings.paths ? await findAndDescribe(settings) : await readAndDescribe(settings);
  const plan = planHash(server, settings, found.tokens);
  requirePlan(settings.plan, plan);
  if (found.tokens.length === 0) {
    say('There is no token to be sent.');
    return found.invalid.length + found.unread === 0 ? DONE : NOT_ALL;
  }
  const earlier = settings.resume && (await readReport(settings.resume, settings.destination));
  if (earlier) say(...describeEarlier(earlier, found.tokens));
  const work = { ...found, ...divide(found.tokens, earlier, settings), earlier };
  say(...describeSending(work, settings, report));
  if (proxy?.origin && work.queue.length > 0) {
    say(`  through the proxy ${proxy.origin} (${proxy.variable})`);
  }

  if (settings.dryRun) {
    const { queue, invalid, unread } = work;
    const write = report.path === undefined ? say : print;
    write(
      `Dry run: ${queue.length} would be sent, ${invalid.length} are not valid. Nothing was sent.`,
      `Plan: ${plan}`,
    );
    return invalid.length + unread === 0 ? DONE : NOT_ALL;
  }
  const isReady = settings.yes || work.queue.length === 0;
  if (!isReady && !(await ask(question(work, settings)))) {
    say('Nothing was sent.');
    return NOT_ALL;
  }
  return send(work, { ...settings, fetch: await fetchThrough(proxy) }, report);
}

/** Lists the tokens in files, and sends nothing. */
async function list(paths) {
  const finds = await findTokens(paths);
  print(listFinds(finds));
  return finds.unread === 0 ? DONE : NOT_ALL;
}

/** The servers of the vendor's specification. */
const SERVERS = {
  __proto__: null,
  production: 'https://api.nomba.com',
  sandbox: 'https://sandbox.nomba.com',
};

function serverOf({ environment, baseUrl, relay }) {
  return new URL(baseUrl ?? relay ?? SERVERS[environment]);
}

function version() {
  return JSON.parse(readFileSync(new URL('./package.json', import.meta.url))).version;
}

function requireWayToAsk({ file, paths, yes, dryRun }) {
  const readsStandardInput = paths ? paths.includes('-') : file === undefined;
  if (readsStandardInput && process.stdin.isTTY) {
    throw new WrongUse('Name the file with the tokens, or pipe them in. --help says more.');
  }
  if (yes || dryRun) return;
  if (readsStandardInput) {
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
async function checkOptions({ options, accountIdSource }) {
  try {
    await revokeTokens([], options).next();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const message = error.message
      .replace('baseUrl', '--base-url')
      .replace('"relay"', '"--relay"')
      .replace('option "headers"', 'option "--header-file"')
      .replace('accountId', accountIdSource)
      .replace('rateLimit', '--rate-limit')
      .replace(/\b(retries|timeout|concurrency)\b/, '--$1');
    throw new WrongUse(`${plain(message)}.`);
  }
}

async function readAndDescribe(settings) {
  const found = await readInput(settings);
  const name = nameOf(settings.file);
  if (found.tokens.length + found.invalid.length + found.foreign === 0) {
    const nothing = { csv: 'it has no rows', json: 'it has no elements' };
    throw new WrongUse(`There is no token in ${name}: ${nothing[found.format] ?? 'it is empty'}.`);
  }
  say(...describeInput(found, name, settings));
  if (found.tokens.length + found.foreign === 0) {
    throw new WrongUse(`There is no valid token in ${name}; nothing was sent.`);
  }
  return { ...found, unread: 0 };
}

/** Finds tokens as an input: no row of it is not valid. */
async function findAndDescribe(settings) {
  const finds = await findTokens(settings.paths);
  say(describeFinds(finds, settings));
  return { ...finds, invalid: [] };
}

/** Returns the tokens to be sent, in their order, and those that are left out because they have expired. */
function divide(tokens, earlier, { skipExpired, longestLivedFirst }) {
  const lastLine = (token) => earlier?.last.get(token.hash);
  if (earlier && earlier.last.size > 0 && !tokens.some(lastLine)) {
    throw new WrongUse(
      `${plain(earlier.path)} is the report of another run: it has none of these tokens.`,
    );
  }
  const left = tokens.filter((token) => lastLine(token)?.outcome !== 'revoked');
  const isSkipped = (token) => skipExpired && token.expired;
  const queue = left.filter((token) => !isSkipped(token));
  if (longestLivedFirst) queue.sort((one, other) => end(other) - end(one));
  return { queue, skipped: left.filter(isSkipped) };
}

/** When a token expires; one that doesn't say so may live for ever. */
function end({ expiresAt }) {
  return expiresAt ?? Number.MAX_SAFE_INTEGER;
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
  const requested = resume ?? report ?? `nomba-revoke-${time}.jsonl`;
  const { jsonl, csv } = format === 'csv' ? besides(requested) : { jsonl: requested };
  const path = resume ?? jsonl;
  if (resume === undefined) {
    const problem = describeIrregularFile(path);
    if (problem !== undefined) {
      throw new WrongUse(
        `The report ${plain(path)} can't be made: ${problem}. --report names another place; ` +
          '--report - is standard output.',
      );
    }
    if (csv !== undefined && existsSync(csv)) {
      throw new WrongUse(`The file ${plain(csv)} exists already; --report names another one.`);
    }
  }
  return { path, name: plain(path), csv };
}
