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
 * @param {{ report: { failure?: Error }, missing: number, settings: object }} circumstances `missing`
 *   are the lines that the report lacks
 */
export function summarise({ stopped, failures }, states, { report, missing, settings }) {
  const why = {
    __proto__: null,
    asked: 'Stopped before the end, as you asked.',
    failures: `Stopped: ${settings.mostFailures} tokens in a row failed in the same way (--max-failures).`,
    report: `Stopped: the report can't be written any more, ${reasonOf(report.failure ?? {})}.`,
  };
  const lines = stopped ? [why[stopped]] : [];
  const { revoked, refused, unknown, not_sent } = states;
  lines.push(`${revoked} revoked, ${refused} refused, ${unknown} unknown, ${not_sent} not sent.`);
  for (const { error, count: times } of failures.values()) {
    const { name, status, code, description } = error;
    const said = [status, code && `code ${plain(code)}`, description && plain(description)];
    const words = said.filter(Boolean).join(', ') || plain(error.message);
    lines.push(`  ${times} x ${name}: ${words.slice(0, 300)}`);
    if (HINTS[status]) lines.push(`      ${HINTS[status]}`);
  }
  if (unknown > 0) {
    lines.push('  Unknown: it may be revoked and may not. Resume, or wait until it has expired.');
  }
  if (missing > 0) {
    lines.push(`  ${count(missing, 'outcome')} could not be written down; the report says less than that.`);
  }
  return lines;
}

/** How to go on, as a command. */
export function resumeCommand({ file, lasting }, report) {
  const given = ['npx', 'nomba-revoke', file ?? '-'];
  for (const [name, value] of lasting) {
    given.push(`--${name}`);
    if (value !== true) given.push(value);
  }
  given.push('--resume', report);
  if (file === undefined) given.push('--yes');
  return given.map((argument) => quote(plain(argument))).join(' ');
}
