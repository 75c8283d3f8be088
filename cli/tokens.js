import { inspectToken, revokeTokenRequestSchema } from 'nomba-revoke';
import { readTokens } from '../reader/index.js';
import { WrongUse } from './exit.js';
import { hashOf } from './hash.js';
import { InputCheck } from './input-check.js';
import { inputFailure, openInput } from './input.js';
import { plain, quote, redact } from './text.js';

/** The longest label that is carried into the report. */
const LONGEST_LABEL = 200;

/**
 * Reads an input: the tokens, each once, and what is wrong with the rest.
 *
 * - `tokens`: what may be sent
 * - `invalid`: rows without a valid token, and JWTs that no row has; `place` names where, for a person
 * - `duplicates`: how often a token was there again
 * - `takenOff`: what stood around tokens, in words, and how often
 * - `counts`: how many different JWTs the input holds: `tokens`, `invalid` in rows that are not valid or in
 *   none, `others` beside the token of a row; and `lookalikes`, which begin like one
 * - `damaged`: how many of the tokens are cut short, where lengths are not checked
 *
 * @param {{ file?: string, clientId: string, options: { validate: boolean }, inputFormat?: string,
 *   tokenColumn?: string, labelColumn?: string }} settings
 * @returns {Promise<Input>}
 *
 * @typedef {{ line: number, text: string, hash: string, label: string | null,
 *   expiresAt: Date | null, expired: boolean }} Token
 * @typedef {{ line: number, place: string, label: string | null, problems: string[] }} Invalid
 * @typedef {{ format: string, tokens: Token[], invalid: Invalid[], duplicates: number,
 *   damaged: number,
 *   takenOff: Map<string, number>,
 *   counts: { tokens: number, invalid: number, others: number, lookalikes: number } }} Input
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
    return { format, ...(await gather(records, check, settings)) };
  } catch (error) {
    throw inputFailure(error, file);
  }
}

async function gather(records, check, { clientId, options }) {
  const tokens = [];
  const invalid = [];
  const takenOff = new Map();
  // By hash.
  const known = {
    tokens: new Set(),
    invalid: new Set(),
    others: new Set(),
    lookalikes: new Set(),
  };
  let damaged = 0;
  let duplicates = 0;
  for await (const record of records) {
    const { number: line, token: text, others, lookalikes } = record;
    const label = labelFor(record.label, text);
    const problems = await problemsOf(record, clientId, options.validate);
    const isValid = problems.length === 0;
    for (const other of others) {
      check.account(other);
      known[isValid ? 'others' : 'invalid'].add(hashOf(other));
    }
    for (const lookalike of lookalikes) {
      check.account(lookalike);
      known.lookalikes.add(hashOf(lookalike));
    }
    if (text !== undefined) check.account(text);
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
    tokens.push({ line, text: copy(text), hash, label, expiresAt, expired: expired === true });
  }
  for (const [jwt, line] of check.unread) {
    const hash = hashOf(jwt);
    if (Object.values(known).some((hashes) => hashes.has(hash))) continue;
    known.invalid.add(hash);
    const problems = ['holds a JWT, or something like one, outside of what is read'];
    invalid.push({ line, place: `line ${line}`, label: null, problems });
  }
  return { tokens, invalid, duplicates, damaged, takenOff, counts: countDifferent(known) };
}

/** Counts each hash once, as a token's if it is one's. */
function countDifferent({ tokens, invalid, others, lookalikes }) {
  const without = (hashes, ...before) =>
    [...hashes].filter((hash) => !before.some((set) => set.has(hash))).length;
  return {
    tokens: tokens.size,
    invalid: without(invalid, tokens),
    others: without(others, tokens, invalid),
    lookalikes: lookalikes.size,
  };
}

function nameOfPlace({ unit, number, line, lastLine }) {
  const lines = lastLine === line ? `line ${line}` : `lines ${line} to ${lastLine}`;
  return unit === 'line' ? lines : `${unit} ${number} (${lines})`;
}

/**
 * @param {string} source the flag or the variable that it was given by
 * @throws {WrongUse} where it can't be a client's id
 */
export async function checkClientId(clientId, source) {
  const issues = await issuesOf({ clientId, access_token: '' });
  const issue = issues.find(({ path }) => path[0] === 'clientId');
  if (issue) throw new WrongUse(`${source}: ${issue.message}.`);
}

async function issuesOf(request) {
  return (await revokeTokenRequestSchema['~standard'].validate(request)).issues ?? [];
}

/** What is wrong with a record, in words that follow the name of its place. */
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

/** A label is the operator's own text, but somebody may have noted the token itself in it. */
function labelFor(label, token) {
  if (label === null) return null;
  const own = token === undefined ? label : label.replaceAll(token, '[redacted]');
  return copy(redact(own).slice(0, LONGEST_LABEL));
}

/** Copies a text: V8 keeps the whole text that a slice was cut from, here a piece of the input. */
function copy(text) {
  return Buffer.from(text).toString();
}
