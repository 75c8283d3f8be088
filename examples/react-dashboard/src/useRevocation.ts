import { useMutation } from '@tanstack/react-query';
import { revokeTokens, type RevokeTokenRequest } from 'nomba-revoke';
import { useRef, useState } from 'react';
import type { Token } from './api';
import { Gate } from './gate';
import { resultOf, type Result } from './results';

/** Revokes many tokens, with progress and a pause. */
export function useRevocation() {
  const [results, setResults] = useState<ReadonlyMap<string, Result>>(new Map());
  const [progress, setProgress] = useState({ done: 0, total: 0 });
  const [isPaused, setIsPaused] = useState(false);
  const gate = useRef(new Gate());

  const run = useMutation({
    mutationFn: async (tokens: Token[]) => {
      setProgress({ done: 0, total: tokens.length });
      // A pause holds back what is not yet read: at most `concurrency` tokens are still sent.
      const outcomes = revokeTokens(throughGate(tokens, gate.current), { relay: '/api/nomba', concurrency: 8 });
      for await (const outcome of outcomes) {
        const { id } = tokens[outcome.index];
        setResults((before) => new Map(before).set(id, resultOf(outcome, before.get(id))));
        setProgress(({ done, total }) => ({ done: done + 1, total }));
      }
    },
  });

  return {
    results,
    progress,
    isPaused,
    isRunning: run.isPending,
    problem: run.error,
    start: run.mutate,
    pause() {
      gate.current.close();
      setIsPaused(true);
    },
    resume() {
      gate.current.open();
      setIsPaused(false);
    },
  };
}

async function* throughGate(tokens: Token[], gate: Gate): AsyncGenerator<RevokeTokenRequest> {
  for (const { clientId, access_token } of tokens) {
    await gate.pass();
    yield { clientId, access_token };
  }
}
