import { inspectToken, revokeTokenRequestSchema } from 'nomba-revoke';
import { readTokens } from '../reader/index.js';
import { WrongUse } from './exit.js';
import { describeIrregularFile } from './file-kind.js';
import { hashOf } from './hash.js';
import { InputCheck } from './input-check.js';
import { inputFailure, openInput } from './input.js';
import { labelFor, nameOfPlace, UNREAD } from './record-text.js';
import { Source } from './source.js';
import { copy, plain, quote } from './text.js';

/**
 * Reads an input: the tokens, each once, and what is wrong with the rest.
 *
 * - `tokens`: what may be sent
 * - `invalid`: rows without a valid token, and JWTs that no row has; `place` names where, for a person
 * - `duplicates`: how often a token was there again
 * - `takenOff`: descriptions of the text around tokens, and how often
 * - `counts`: how many different JWTs the input holds: `tokens`, `invalid` in rows that are not valid or in
 *   none, `others` beside the token of a row, `foreign` in findings that hold none of the vendor's; and
 *   `lookalikes`, which begin like one
 * - `foreign`: how many findings of a scanner hold no token of the vendor's
 * - `damaged`: how many of the tokens are cut short, where lengths are not checked
 *
 * @param {{ file?: string, clientId: string, options: { validate: boolean }, inputFormat?: string,
 *   tokenColumn?: string, labelColumn?: string }} settings
 * @returns {Promise<Input>}
 *
 * @typedef {{ line: number, hash: string, label: string | null, expiresAt: number | null, expired: boolean,
 *   text?: string, source?: import('./source.js').Source, offset?: number, length?: number, outcome?: string }} Token
 *   `expiresAt` in milliseconds; without `text`, the token is read again from its source; `outcome` is that of the run
 * @typedef {{ line: number, place: string, label: string | null, problems: string[] }} Invalid
 * @typedef {{ format: string, tokens: Token[], invalid: Invalid[], duplicates: number,
 *   damaged: number, foreign: number,
 *   takenOff: Map<string, number>,
 *   counts: { tokens: number, invalid: number, others: number, foreign: number, lookalikes: number } }} Input
 */
export async function readInput({ file, inputFormat, tokenColumn, labelColumn, ...settings }) {
  const check = new InputCheck();
  try {
    const { format, records } = await readTokens(check.watch(openInput(file)), {
      format: inputFormat,
      name: file,
      tokenColumn,
      labelColumn,
    });
    return { format, ...(await gather(records, check, file, settings)) };
  } catch (error) {
    throw inputFailure(error, file);
  }
}

async function gather(records, check, file, { clientId, options }) {
  const readAgain = file !== undefined && describeIrregularFile(file) === undefined;
  let source;
  const tokens = [];
  const invalid = [];
  const takenOff = new Map();
  // By hash.
  const known = {
    tokens: new Set(),
    invalid: new Set(),
    others: new Set(),
    foreign: new Set(),
    lookalikes: new Set(),
  };
  let damaged = 0;
  let duplicates = 0;
  let foreign = 0;
  for await (const record of records) {
    const { number: line, token: text, others, lookalikes } = record;
    const shown = labelFor(record.label, text);
    const label = shown && copy(shown);
    const problems = await problemsOf(record, clientId, options.validate);
    const isValid = problems.length === 0;
    for (const other of others) {
      check.account(other);
      known[setFor(record, isValid)].add(hashOf(other));
    }
    for (const lookalike of lookalikes) {
      check.account(lookalike);
      known.lookalikes.add(hashOf(lookalike));
    }
    if (record.isForeign) {
      foreign += 1;
      continue;
    }
    const at = text === undefined ? undefined : check.account(text);
    const hash = text === undefined ? undefined : hashOf(text);
    if (!isValid) {
      if (hash !== undefined) known.invalid.add(hash);
      invalid.push({ line, place: nameOfPlace(record), label, problems });
      continue;
    }
    for (const what of record.takenOff) takenOff.set(what, (takenOff.get(what) ?? 0) + 1);
    if (known.tokens.has(hash)) {
      duplicates += 1;
      continue;
    }
    known.tokens.add(hash);
    if (record.damage !== undefined) damaged += 1;
    const { expiresAt = null, expired } = (await inspectToken(text)) ?? {};
    if (at !== undefined) source ??= readAgain ? new Source(file, check.encoding) : undefined;
    // Spread syntax gives each object a shape of its own, of 300 bytes.
    tokens.push({
      line,
      hash,
      label,
      expiresAt: expiresAt?.getTime() ?? null,
      expired: expired === true,
      text: source && at ? undefined : copy(text),
      source,
      offset: at?.offset,
      length: at?.length,
      outcome: undefined,
    });
  }
  for (const [jwt, line] of check.unread) {
    const hash = hashOf(jwt);
    if (Object.values(known).some((hashes) => hashes.has(hash))) continue;
    known.invalid.add(hash);
    invalid.push({ line, place: `line ${line}`, label: null, problems: [UNREAD] });
  }
  return { tokens, invalid, duplicates, damaged, foreign, takenOff, counts: countDifferent(known) };
}

/** Which of the JWTs beside the token of a record are counted: those of a finding, of a valid row, or the invalid. */
function setFor({ isForeign }, isValid) {
  if (isForeign) return 'foreign';
  return isValid ? 'others' : 'invalid';
}

/** Counts each hash once, as a token's if it is one's. */
function countDifferent({ tokens, invalid, others, foreign, lookalikes }) {
  const without = (hashes, ...before) =>
    [...hashes].filter((hash) => !before.some((set) => set.has(hash))).length;
  return {
    tokens: tokens.size,
    invalid: without(invalid, tokens),
    others: without(others, tokens, invalid),
    foreign: without(foreign, tokens, invalid, others),
    lookalikes: lookalikes.size,
  };
}

/**
 * @param {string | undefined} clientId nothing where a relay has one
 * @param {string} source the flag or the variable that it was given by
 * @throws {WrongUse} where it can't be a client's id
 */
export async function checkClientId(clientId, source) {
  if (clientId === undefined) return;
  const issues = await issuesOf({ clientId, access_token: '' });
  const issue = issues.find(({ path }) => path[0] === 'clientId');
  if (issue) throw new WrongUse(`${source}: ${issue.message}.`);
}

async function issuesOf(request) {
  return (await revokeTokenRequestSchema['~standard'].validate(request)).issues ?? [];
}

/** Describes what is wrong with a record; the text follows the name of its place. */
async function problemsOf({ token, problem, path, damage, others }, clientId, validate) {
  if (problem !== undefined) {
    if (path !== undefined) {
      return [`${problem}, but a JWT in ${plain(path)}: --token-column ${quote(plain(path))} reads it`];
    }
    return others.length > 1 ? [problem, `${others.length} different JWTs in it are not sent`] : [problem];
  }
  if (!validate) return [];
  const problems = damage === undefined ? [] : [damage];
  for (const { path: [field], message } of await issuesOf({ clientId, access_token: token })) {
    // The option is called otherwise here.
    if (field === 'access_token') {
      problems.push(message.replace('{ validate: false }', '--no-length-check'));
    }
  }
  return problems;
}
