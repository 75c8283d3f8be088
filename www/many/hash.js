/** Returns the lower-case hex SHA-256 of a token, as `sha256sum` prints it. */
export async function hashOf(token) {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
