import type { RevokeTokenRequest } from 'nomba-revoke';

/** An issued token. */
export interface Token extends RevokeTokenRequest {
  id: string;
}

export interface Credentials {
  name: string;
  password: string;
}

export const getSession = () => call<{ operator: string | null }>('GET', 'session');
export const signIn = (credentials: Credentials) => call<{ operator: string }>('POST', 'session', credentials);
export const signOut = () => call<null>('DELETE', 'session');
export const getTokens = () => call<Token[]>('GET', 'tokens');
export const addToken = (request: RevokeTokenRequest) => call<Token>('POST', 'tokens', request);

/** Calls the server. Rejects with a sentence for the operator. */
async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`/api/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = response.status === 204 ? null : await response.json();
  if (!response.ok) throw new Error(answer.problem ?? `The server answered with status ${response.status}.`);
  return answer;
}
