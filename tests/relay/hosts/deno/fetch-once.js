// Deno's fetch sends a request again by itself where a connection that was used before breaks. Without a pool of
// connections there is none that was used before.
const client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });

export const fetchOnce = (url, init) => fetch(url, { ...init, client });
