import { describeExpired } from './plan.js';
import { count, size } from './text.js';

/** So many files are named before a run; a dry run names all of them. */
const SHOWN = 50;

/**
 * Lists what was found: how many by file, and below the first file of a token its hash, its expiry and all its
 * places.
 *
 * @param {import('./find.js').Finds} finds
 * @returns {string[]} lines
 */
export function listFinds(finds) {
  const first = new Map(finds.files.map((file) => [file, []]));
  for (const token of finds.tokens) first.get(token.places[0].file)?.push(token);
  const lines = [];
  for (const [file, tokens] of first) {
    const listed = file.tokens - tokens.length;
    lines.push(describeFile(file) + (listed > 0 ? ` (${listed} listed above)` : ''));
    for (const { hash, expiresAt, expired, places } of tokens) {
      lines.push(`  ${hash}  ${expired ? 'expired' : 'expires'} ${timeOf(expiresAt)}`);
      for (const place of places) lines.push(`    ${place.file.name}:${place.line}`);
    }
  }
  return [...lines, ...summariseFinds(finds)];
}

/**
 * Describes what was found before its tokens are sent.
 *
 * @param {import('./find.js').Finds} finds
 * @param {{ dryRun: boolean, skipExpired: boolean }} settings
 * @returns {string[]} lines
 */
export function describeFinds(finds, { dryRun, skipExpired }) {
  const { files, tokens } = finds;
  const shown = dryRun ? files : files.slice(0, SHOWN);
  const lines = [...shown.map(describeFile), ...summariseFinds(finds)];
  if (shown.length < files.length) {
    lines.splice(shown.length, 0, `and ${files.length - shown.length} more files; --dry-run names them all`);
  }
  const expired = tokens.filter((token) => token.expired).length;
  return expired > 0 ? [...lines, describeExpired(expired, skipExpired)] : lines;
}

function describeFile({ name, tokens, others }) {
  const parts = [count(tokens, 'token')];
  if (others > 0) parts.push(`other JWTs in ${count(others, 'place')}`);
  return `${name}: ${parts.join(', ')}`;
}

function summariseFinds({ tokens, files, unread, counts }) {
  const where = `${count(counts.files, 'file')} (${size(counts.bytes)})`;
  const lines = [`Found ${count(tokens.length, 'token')} in ${where}.`];
  const others = files.reduce((sum, file) => sum + file.others, 0);
  if (others > 0) {
    lines.push(`  other JWTs, which are somebody else's and never sent: in ${count(others, 'place')}`);
  }
  const skipped = [
    [counts.compressed, 'compressed file or archive', 'compressed files or archives'],
    [counts.links, 'link'],
    [counts.special, 'pipe, socket or device', 'pipes, sockets or devices'],
  ];
  const parts = skipped.filter(([times]) => times > 0).map((entry) => count(...entry));
  if (parts.length > 0) lines.push(`  not looked into: ${parts.join(', ')}`);
  if (unread > 0) lines.push(`  could not be read: ${count(unread, 'file or folder', 'files or folders')}`);
  return lines;
}

function timeOf(expiresAt) {
  return expiresAt === null ? 'at a time that is no date' : new Date(expiresAt).toISOString();
}
