'use client';

import { useEffect, useState } from 'react';

/** Asks for a request, sends it, and shows what came of it. */
export function Form({ name, send }) {
  const [outcome, setOutcome] = useState('');
  const [ready, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  const submit = async (event) => {
    event.preventDefault();
    setOutcome(await send(Object.fromEntries(new FormData(event.currentTarget))));
  };
  return (
    <form aria-label={name} onSubmit={submit}>
      <input name="clientId" aria-label="Client ID" />
      <input name="access_token" aria-label="Access token" />
      <input name="baseUrl" aria-label="Base URL" />
      <button disabled={!ready}>Revoke</button>
      <output>{outcome}</output>
    </form>
  );
}
