import { extname } from 'node:path';
import { describeCause } from './cause.js';
import { describeOddFile } from './file-kind.js';
import { count, plain, quote, reasonOf } from './text.js';

/** What to look at first, by status. */
const HINTS = {
  401: 'Check the client id, the environment, and whether the vendor wants --account-id.',
  403: "Check whether this machine's address is on the vendor's list, and the environment.",
  404: 'The server does not know these tokens: another environment, another client, or revoked before.',
};

/**
 * What became of everything, as lines.
 *
 * @param {import('./run.js').Run} run
 * @param {Record<string, number>} states how many tokens of the whole input are in which
 * @param {{ unsent: Record<string, number>, report: { failure?: Error }, missing: number,
 *   settings: object }} circumstances `unsent` says why how many were not sent, `missing` how many
 *   lines the report lacks
 */
export function summarise({ stopped, failures }, states, { unsent, report, missing, settings }) {
  const reasons = {
    __proto__: null,
    asked: 'Stopped before the end, as you asked.',
    failures: `Stopped: ${settings.mostFailures} tokens in a row failed in the same way (--max-failures).`,
    report: `Stopped: the report can't be written any more, ${reasonOf(report.failure ?? {})}.`,
  };
  const lines = stopped ? [reasons[stopped]] : [];
  const { revoked, refused, unknown, not_sent } = states;
  const reasonsUnsent = Object.entries(unsent).filter(([, times]) => times > 0);
  const why = reasonsUnsent.map(([reason, times]) => `${times} ${reason}`).join(', ');
  lines.push(
    `${revoked} revoked, ${refused} refused, ${unknown} unknown, ${not_sent} not sent${why && ` (${why})`}.`,
  );
  for (const { error, isUnsent, count: times } of failures.values()) {
    const { name, status, code, description } = error;
    const said = [status, code && `code ${plain(code)}`, description && plain(description)];
    const { reason, remedy } = describeCause(error);
    const message = isUnsent ? 'Nothing was sent' : plain(error.message);
    const words = said.filter(Boolean).join(', ') || message + (reason ? ` (${reason})` : '');
    lines.push(`  ${times} x ${name}: ${words.slice(0, 300)}`);
    const hint = HINTS[status] ?? remedy;
    if (hint) lines.push(`      ${hint}`);
  }
  if (unknown > 0) {
    lines.push('  Unknown: it may be revoked and may not. Resume, or wait until it has expired.');
  }
  if (missing > 0) {
    lines.push(
      `  ${count(missing, 'outcome')} could not be written down; the report says less than that.`,
    );
  }
  return lines;
}

/**
 * Says how to go on: a command, and what has to be saved in a file before.
 *
 * @param {{ file?: string, lasting: [string, string | true][] }} settings
 * @param {string} [report] its path; without it, the report went to standard output
 * @returns {string[]} lines
 */
export function adviseResume({ file, lasting }, report) {
  const isReadOnce = file === undefined || describeOddFile(file) !== undefined;
  const ending = /\.(csv|tsv|jsonl|ndjson)$/i.test(file ?? '') ? extname(file) : '.txt';
  const tokens = isReadOnce ? `tokens${ending}` : file;
  const path = report ?? 'report.jsonl';
  const toSave = [];
  if (isReadOnce) toSave.push(`the tokens in a file (here: ${tokens})`);
  if (report === undefined) toSave.push(`what standard output was given in a file (here: ${path})`);
  const before = toSave.length > 0 ? `, save ${toSave.join(' and ')}, then` : '';
  const given = ['npx', 'nomba-revoke', tokens];
  for (const [name, value] of lasting) {
    given.push(`--${name}`);
    if (value !== true) given.push(value);
  }
  given.push('--resume', path);
  const command = given.map((argument) => quote(plain(argument))).join(' ');
  return [`To go on${before}:`, `  ${command}`];
}
