/** Revokes what the page's form says, and shows there how it ended. */
export function listen({ revokeToken, RevokeTokenError }) {
  const form = document.querySelector('form');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const { baseUrl, ...request } = Object.fromEntries(new FormData(form));
    const output = form.querySelector('output');
    output.value = '';
    try {
      const { code } = await revokeToken(request, { baseUrl });
      output.value = `revoked, ${code}`;
    } catch (error) {
      const ours = error instanceof RevokeTokenError;
      output.value = ours ? `${error.name}, ${error.outcome}` : String(error);
    }
  });
}
