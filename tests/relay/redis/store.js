import { createClient } from 'redis';

const client = createClient({ url: process.env.REDIS_URL, disableOfflineQueue: true });
client.on('error', () => {});
await client.connect();

export const store = {
  get: (key) => client.get(`revoke:${key}`),
  set: (key, value, seconds) => client.set(`revoke:${key}`, value, { EX: seconds }),
};
