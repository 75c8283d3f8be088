import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { AddToken } from './AddToken';
import { getTokens, type Token } from './api';
import { Confirm } from './Confirm';
import { download } from './download';
import { TokenTable } from './TokenTable';
import { useRevocation } from './useRevocation';

export function Tokens() {
  const { data: tokens = [], error } = useQuery({ queryKey: ['tokens'], queryFn: getTokens });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [toConfirm, setToConfirm] = useState<Token[]>([]);
  const { results, progress, isRunning, isPaused, problem, start, pause, resume } = useRevocation();

  const chosen = tokens.filter(({ id }) => selected.has(id));
  const unknown = tokens.filter(({ id }) => results.get(id)?.status === 'unknown');

  function revoke() {
    start(toConfirm);
    setToConfirm([]);
    setSelected(new Set());
  }

  return (
    <>
      <h1>Issued tokens</h1>
      <TokenTable tokens={tokens} results={results} selected={selected} onSelect={setSelected} />
      <p>
        <button disabled={isRunning || chosen.length === 0} onClick={() => setToConfirm(chosen)}>
          Revoke the selected
        </button>{' '}
        <button disabled={isRunning || unknown.length === 0} onClick={() => setToConfirm(unknown)}>
          Retry the unknown
        </button>{' '}
        <button disabled={!isRunning} onClick={isPaused ? resume : pause}>
          {isPaused ? 'Resume' : 'Pause'}
        </button>{' '}
        <button disabled={results.size === 0} onClick={() => download(tokens, results)}>
          Export the results
        </button>
      </p>
      {progress.total > 0 && (
        <p>
          <progress aria-label="Progress" value={progress.done} max={progress.total} />
          <br />
          <span role="status">
            {progress.done} of {progress.total} {isPaused ? 'done, paused' : 'done'}
          </span>
        </p>
      )}
      <p role="alert">{(error ?? problem)?.message}</p>
      <AddToken />
      {toConfirm.length > 0 && (
        <Confirm onConfirm={revoke} onCancel={() => setToConfirm([])}>
          Revoke {toConfirm.length} {toConfirm.length === 1 ? 'token' : 'tokens'}? A revocation can't be undone.
        </Confirm>
      )}
    </>
  );
}
