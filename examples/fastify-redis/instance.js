import { makeApp } from './app.js'
import { close, connect } from './redis.js'
import { settings } from './settings.js'

const app = makeApp()

try {
  await connect(app.log)
  await app.listen({ port: settings.port, host: '127.0.0.1' })
} catch (error) {
  const isInUse = error.code === 'EADDRINUSE'
  console.error(isInUse ? `Port ${settings.port} is in use by another program: set PORT to a free one.` : error.message)
  process.exit(1)
}

// A revocation that is under way ends before the instance does.
process.once('SIGTERM', async () => {
  await app.close()
  close()
  process.exit()
})
