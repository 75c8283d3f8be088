import type { Token } from './api';
import type { Result } from './results';

interface Props {
  tokens: Token[];
  results: ReadonlyMap<string, Result>;
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
}

export function TokenTable({ tokens, results, selected, onSelect }: Props) {
  const selectable = tokens.filter(({ id }) => results.get(id)?.status !== 'revoked').map(({ id }) => id);

  function toggle(id: string, isSelected: boolean) {
    const others = [...selected].filter((other) => other !== id);
    onSelect(new Set(isSelected ? [...others, id] : others));
  }

  return (
    <table>
      <thead>
        <tr>
          <th>
            <input
              type="checkbox"
              aria-label="Select all"
              checked={selectable.length > 0 && selectable.every((id) => selected.has(id))}
              onChange={(event) => onSelect(new Set(event.target.checked ? selectable : []))}
            />
          </th>
          <th>Token</th>
          <th>Client id</th>
          <th>Status</th>
          <th>What happened</th>
        </tr>
      </thead>
      <tbody>
        {tokens.map(({ id, clientId, access_token }) => (
          <tr key={id}>
            <td>
              <input
                type="checkbox"
                aria-label={`Select ${hint(access_token)}`}
                disabled={!selectable.includes(id)}
                checked={selected.has(id)}
                onChange={(event) => toggle(id, event.target.checked)}
              />
            </td>
            <td>{hint(access_token)}</td>
            <td>{clientId}</td>
            <td>{results.get(id)?.status ?? 'issued'}</td>
            <td>{results.get(id)?.message}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The end of a token, by which an operator recognises it. */
function hint(token: string): string {
  return `... ${token.slice(-6)}`;
}
