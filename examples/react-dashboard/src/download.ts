import type { Token } from './api';
import type { Result } from './results';

/** Saves the results as a file of JSON Lines, which names tokens by their SHA-256 and holds none. */
export function download(tokens: Token[], results: ReadonlyMap<string, Result>): void {
  const lines = tokens.flatMap(({ id, clientId }) => {
    const result = results.get(id);
    return result ? [JSON.stringify({ clientId, ...result })] : [];
  });
  const url = URL.createObjectURL(new Blob([`${lines.join('\n')}\n`], { type: 'application/jsonl' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'revocations.jsonl';
  link.click();
  URL.revokeObjectURL(url);
}
