import { createHash } from 'node:crypto';
import { WrongUse } from './exit.js';

const FORMAT = 'nomba-revoke-plan-1';

/**
 * The hash of what a run is about to do: the server, the client, the account and the tokens.
 *
 * @param {URL} server
 * @param {{ clientId?: string, options: { accountId?: string } }} settings
 * @param {{ hash: string }[]} tokens all valid ones that were read, each once
 * @returns {string} in lower-case hex
 */
export function planHash(server, { clientId = '', options: { accountId = '' } }, tokens) {
  const hash = createHash('sha256');
  const head = [FORMAT, server.href.replace(/\/+$/, ''), clientId, accountId];
  hash.update(head.map((line) => `${line}\n`).join(''));
  for (const line of tokens.map((token) => token.hash).sort()) hash.update(`${line}\n`);
  return hash.digest('hex');
}

/** @throws {WrongUse} if the option --plan names another plan */
export function requirePlan(expected, own) {
  if (expected === undefined || expected === own) return;
  throw new WrongUse(
    `This is another plan: --plan is ${expected}, and what would be sent here has ${own}. The tokens, the server, the ` +
      'client id or the account id differ. Nothing was sent.',
  );
}
