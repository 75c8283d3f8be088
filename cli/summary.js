import { extname } from 'node:path';
import { describeFailure } from './failure.js';
import { FOLDER, describeIrregularFile } from './file-kind.js';
import { describeRepeatedFailure } from './repeated-failure.js';
import { count, plain, quote, reasonOf } from './text.js';

/**
 * What became of everything, as lines.
 *
 * @param {import('./run.js').Run} run
 * @param {Record<string, number>} states how many tokens of the whole input are in which
 * @param {{ unsent: Record<string, number>, report: { failure?: Error }, missing: number,
 *   settings: object }} circumstances `unsent` says why how many were not sent, `missing` how many
 *   lines the report lacks
 */
export function summarise({ stopped, failures, changed }, states, { unsent, report, missing, settings }) {
  const reasons = {
    __proto__: null,
    asked: 'Stopped before the end, as you asked.',
    failures: `${describeRepeatedFailure(settings.mostFailures)} (--max-failures).`,
    report: `Stopped: the report can't be written any more, ${reasonOf(report.failure ?? {})}.`,
  };
  const lines = stopped ? [reasons[stopped]] : [];
  const { revoked, refused, unknown, not_sent } = states;
  const reasonsUnsent = Object.entries(unsent).filter(([, times]) => times > 0);
  const why = reasonsUnsent.map(([reason, times]) => `${times} ${reason}`).join(', ');
  lines.push(
    `${revoked} revoked, ${refused} refused, ${unknown} unknown, ${not_sent} not sent${why && ` (${why})`}.`,
  );
  for (const path of new Set([...changed].map(({ source }) => source.path))) {
    lines.push(`  ${plain(path)} has changed since it was read, and what was left of it was not sent. Run again.`);
  }
  for (const { count: times, ...failure } of failures.values()) {
    if (times === 0) continue;
    const { text, hint } = describeFailure(failure, settings.options.relay !== undefined);
    lines.push(`  ${times} x ${failure.error.name}: ${text}`);
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
 * @param {{ file?: string, paths?: string[], lasting: [string, string | true][] }} settings
 * @param {string} [report] its path; without it, the report went to standard output
 * @returns {string[]} lines
 */
export function adviseResume({ file, paths, lasting }, report) {
  const inputs = paths ?? [file ?? '-'];
  const readOnce = inputs.find((path) => path === '-' || ![undefined, FOLDER].includes(describeIrregularFile(path)));
  const ending = /\.(csv|tsv|jsonl|ndjson)$/i.test(readOnce ?? '') ? extname(readOnce) : '.txt';
  const tokens = `tokens${ending}`;
  const path = report ?? 'report.jsonl';
  const toSave = [];
  if (readOnce !== undefined) toSave.push(`the tokens in a file (here: ${tokens})`);
  if (report === undefined) toSave.push(`what standard output was given in a file (here: ${path})`);
  const before = toSave.length > 0 ? `, save ${toSave.join(' and ')}, then` : '';
  const again = inputs.map((path) => (path === readOnce ? tokens : path));
  const args = ['npx', 'nomba-revoke', ...(paths ? ['find', ...again, '--revoke'] : again)];
  for (const [name, value] of lasting) {
    args.push(`--${name}`);
    if (value !== true) args.push(value);
  }
  args.push('--resume', path);
  const command = args.map((argument) => quote(plain(argument))).join(' ');
  return [`To go on${before}:`, `  ${command}`];
}
