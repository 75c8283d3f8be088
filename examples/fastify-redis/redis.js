import { createClient } from 'redis'
import { settings } from './settings.js'

let wasReady = false

const client = createClient({
  url: settings.redisUrl,
  // A command fails at once where Redis is gone, and the relay decides how to go on.
  disableOfflineQueue: true,
  socket: { reconnectStrategy: () => (wasReady ? 500 : false) }
})

/** Connects to Redis. Later failures go to `log`, and the connection is made again. */
export async function connect (log) {
  client.on('error', (error) => log.error(error))
  try {
    await client.connect()
    wasReady = true
  } catch {
    const remedy = 'start one, for instance with redis-server, or set REDIS_URL'
    throw new Error(`No Redis answers at ${new URL(settings.redisUrl).host}: ${remedy}.`)
  }
}

export function close () {
  client.destroy()
}

/** What is known of lost answers. Every instance sees it. */
export const store = {
  get: (key) => client.get(`revoke:${key}`),
  set: (key, value, seconds) => client.set(`revoke:${key}`, value, { EX: seconds })
}

/** Adds an entry to the audit log, a stream. */
export function writeEntry (entry) {
  return client.xAdd('revocations', '*', { entry: JSON.stringify(entry) })
}
