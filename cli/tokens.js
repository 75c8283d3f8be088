import { createHash } from 'node:crypto';
import { inspectToken, revokeTokenRequestSchema } from 'nomba-revoke';
import { clean } from './clean.js';
import { WrongUse } from './exit.js';
import { redact } from './text.js';

/** The longest label that is carried into the report. */
const LONGEST_LABEL = 200;

/** As `sha256sum` prints it. */
function hashOf(token) {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * Reads all records: the tokens, each once, and what is wrong with the rest.
 *
 * @param {AsyncIterable<import('./records.js').Record>} records
 * @param {{ clientId: string, options: { validate: boolean } }} settings
 * @returns {Promise<Tokens>}
 *
 * @typedef {{ line: number, text: string, hash: string, label: string | null,
 *   expiresAt: Date | null, expired: boolean }} Token
 * @typedef {{ tokens: Token[], invalid: { line: number, label: string | null, problems: string[] }[],
 *   duplicates: number, stray: Map<string, number> }} Tokens
 */
export async function gather(records, { clientId, options }) {
  const tokens = [];
  const invalid = [];
  const stray = new Map();
  const seen = new Set();
  let duplicates = 0;
  for await (const record of records) {
    const { line } = record;
    const cleaned = clean(record.text ?? '');
    const text = cleaned.token;
    for (const what of cleaned.stray) stray.set(what, (stray.get(what) ?? 0) + 1);
    const label = labelFor(record.label, text);
    const problems = record.problem
      ? [record.problem]
      : await problemsOf({ clientId, access_token: text }, options.validate);
    if (problems.length > 0) {
      invalid.push({ line, label, problems });
      continue;
    }
    const hash = hashOf(text);
    if (seen.has(hash)) {
      duplicates += 1;
      continue;
    }
    seen.add(hash);
    const { expiresAt = null, expired } = (await inspectToken(text)) ?? {};
    tokens.push({ line, text, hash, label, expiresAt, expired: expired === true });
  }
  return { tokens, invalid, duplicates, stray };
}

/** @throws {WrongUse} where it can't be a client's id */
export async function checkClientId(clientId) {
  const issues = await issuesOf({ clientId, access_token: '' });
  const issue = issues.find(({ path }) => path[0] === 'clientId');
  if (issue) throw new WrongUse(`--client-id: ${issue.message}.`);
}

async function issuesOf(request) {
  return (await revokeTokenRequestSchema['~standard'].validate(request)).issues ?? [];
}

async function problemsOf(request, validate) {
  const text = request.access_token;
  const problems = [];
  if (text === '') problems.push('nothing is left of it without quotation marks and white space');
  else if (/\s/.test(text)) problems.push('has white space inside the token');
  if (/[^\x20-\x7e\s]/.test(text)) problems.push('has a character that no token has');
  if (!validate || text === '') return problems;
  for (const { path, message } of await issuesOf(request)) {
    // The option is called otherwise here.
    if (path[0] === 'access_token') {
      problems.push(message.replace('{ validate: false }', '--no-length-check'));
    }
  }
  return problems;
}

/** A label is the operator's own text, but somebody may have noted the token itself in it. */
function labelFor(label, token) {
  if (label === null) return null;
  const own = token === '' ? label : label.replaceAll(token, '[redacted]');
  return redact(own).slice(0, LONGEST_LABEL);
}
