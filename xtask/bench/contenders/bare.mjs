// A bare fetch, and nothing around it. What it costs, every client costs.
export async function revoke({ clientId, access_token, baseUrl }) {
  const response = await fetch(`${baseUrl}/v1/auth/token/revoke`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId, access_token }),
  });
  return response.json();
}
