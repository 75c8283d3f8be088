// The bare fetch once more, from a file of its own: what the two differ by is noise.
export async function revoke({ clientId, access_token, baseUrl }) {
  const response = await fetch(`${baseUrl}/v1/auth/token/revoke`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId, access_token }),
  });
  return response.json();
}
