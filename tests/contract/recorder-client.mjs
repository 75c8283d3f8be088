// The recorder as the cases see it.

/**
 * @param {string} url of the recorder, without a slash at its end
 * @param {typeof fetch} fetch of the runtime
 */
export function recorderAt(url, fetch) {
  const ask = async (address, init) => {
    const response = await fetch(address, init);
    if (response.status !== 200) throw new Error(`the recorder answered with ${response.status}`);
    return response.json();
  };
  return {
    /** Takes the answers to give, and returns where they are given. */
    async script(...answers) {
      const { id } = await ask(`${url}/`, { method: 'POST', body: JSON.stringify(answers) });
      const baseUrl = `${url}/${id}`;
      /** What has arrived; `body` has a character for each byte. */
      const requests = async () => {
        const records = await ask(baseUrl);
        return records.map((record) => ({ ...record, body: atob(record.body) }));
      };
      return {
        baseUrl,
        requests,
        /** Lets the server give the answers that are held. */
        give: () => ask(baseUrl, { method: 'DELETE' }),
        /** Waits until what has arrived is as it should be. */
        async until(condition) {
          for (let left = 200; left > 0; left -= 1) {
            if (condition(await requests())) return;
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
          throw new Error(`the recorder waited in vain for ${condition}`);
        },
      };
    },
  };
}
