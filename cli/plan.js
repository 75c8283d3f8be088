import { count, duration, plain } from './text.js';

/** The vendor's regular tier, which is assumed until the server says more; `window` in milliseconds. */
const PACE = { limit: 15, window: 1000 };

/** So many lines with problems are shown in full; all of them are in the report and the dry run. */
const SHOWN = 50;

const SERVERS = {
  __proto__: null,
  production: 'PRODUCTION, the server for real money',
  sandbox: 'the sandbox',
};

const FORMATS = { lines: 'one token a line', csv: 'CSV', jsonl: 'JSON Lines', json: 'JSON' };

/** What was read, as lines. */
export function describeInput(found, name, { skipExpired, dryRun }) {
  const { format, tokens, invalid, duplicates, damaged, foreign, takenOff, counts } = found;
  const lines = [`Read ${plain(name)} (${FORMATS[format]}): ${count(tokens.length, 'token')}`];
  if (duplicates > 0) lines.push(`  left out: ${count(duplicates, 'duplicate')}`);
  for (const [what, times] of takenOff) lines.push(`  taken off: ${what}, ${count(times, 'time')}`);
  if (damaged > 0) lines.push(`  cut short, and sent anyway: ${count(damaged, 'token')}`);
  if (foreign > 0) {
    lines.push(`  findings without a token of the vendor's: ${foreign}, will not be sent`);
  }
  const expired = tokens.filter((token) => token.expired).length;
  if (expired > 0) lines.push(describeExpired(expired, skipExpired));
  if (invalid.length > 0) lines.push(`  not valid: ${invalid.length}, will not be sent`);
  const shown = dryRun ? invalid : invalid.slice(0, SHOWN);
  for (const { place, problems } of shown) lines.push(`    ${place}: ${plain(problems.join('; '))}`);
  if (shown.length < invalid.length) {
    lines.push(`    and ${invalid.length - shown.length} more; --dry-run lists them all`);
  }
  lines.push(describeCheck(counts));
  return lines;
}

/** Says how many tokens have expired, and what becomes of them. */
export function describeExpired(number, skipExpired) {
  const what = skipExpired ? 'will not be sent' : 'sent too without --skip-expired';
  return `  expired by this machine's clock: ${number}, ${what}`;
}

/** What became of the JWTs in the input, none of which is passed over. */
function describeCheck({ tokens, invalid, others, foreign, lookalikes }) {
  const parts = [`${tokens} as tokens`];
  if (invalid > 0) parts.push(`${invalid} in what is not valid`);
  if (others > 0) parts.push(`${others} beside the token of a row, will not be sent`);
  if (foreign > 0) parts.push(`${foreign} in other findings, will not be sent`);
  const all = count(tokens + invalid + others + foreign, 'different JWT');
  const more = lookalikes > 0 ? `; and ${lookalikes} that only begin like one` : '';
  return `  checked: the input holds ${all}: ${parts.join(', ')}${more}`;
}

/** What an earlier report says of these tokens. */
export function describeEarlier({ path, last }, tokens) {
  const times = { revoked: 0, refused: 0, unknown: 0, not_sent: 0 };
  const here = new Set(tokens.map(({ hash }) => hash));
  let foreign = 0;
  for (const [hash, { outcome }] of last) {
    if (here.has(hash)) times[outcome] += 1;
    else foreign += 1;
  }
  const lines = [
    `Resuming ${plain(path)}: ${times.revoked} revoked and skipped; sent again: ` +
      `${times.refused} refused, ${times.unknown} unknown`,
  ];
  if (foreign > 0) {
    lines.push(`  it also has ${count(foreign, 'token')} that this input does not have`);
  }
  return lines;
}

/** Describes what the command will send. */
export function describeSending({ queue }, { clientId, destination, dryRun, untilExpiry, options }, report) {
  if (queue.length === 0) return ['Nothing is left to be sent.'];
  const lines = [
    `To be revoked: ${count(queue.length, 'token')}${clientId === undefined ? '' : ` of client ${plain(clientId)}`}`,
    options.relay === undefined
      ? `  at: ${SERVERS[destination] ?? plain(destination)}`
      : `  through the relay: ${plain(destination)}, in the relay's environment`,
  ];
  if (options.rateLimit !== false) lines.push(describePace(queue.length, options.rateLimit));
  if (untilExpiry) lines.push('  what is unknown then is tried again until it has expired (--until-expiry)');
  if (!dryRun) lines.push(`  report: ${report.name}`);
  if (report.csv && !dryRun) lines.push(`  as CSV at the end: ${plain(report.csv)}`);
  return lines;
}

function describePace(length, { limit, window } = PACE) {
  const pace = window === 1000 ? 'a second' : `in ${window} ms`;
  const time = duration((length / limit) * window);
  return `  takes: about ${time} at ${limit} ${pace}, less if the server allows more`;
}

/** To be asked before anything is sent. */
export function question({ queue }, { destination, options }) {
  if (options.relay !== undefined) {
    return (
      `This can't be undone, and the environment is the relay's. ` +
      `Revoke ${count(queue.length, 'token')} through ${plain(destination)}?`
    );
  }
  const where = SERVERS[destination] ? destination.toUpperCase() : plain(destination);
  return `This can't be undone. Revoke ${count(queue.length, 'token')} at ${where}?`;
}
