// Two instances on one port. One that dies is replaced; what it knew is in Redis.
import cluster from 'node:cluster'
import { once } from 'node:events'
import { settings } from './settings.js'

const INSTANCES = 2

cluster.setupPrimary({ exec: new URL('instance.js', import.meta.url).pathname })

// One after the other: where the first can't start, the reason is written once.
for (let count = 0; count < INSTANCES; count++) {
  const instance = cluster.fork()
  const [started] = await Promise.race([
    once(instance, 'listening'),
    once(instance, 'exit').then(() => [null])
  ])
  if (!started) process.exit(1)
}
console.log(`The relay is ready: http://127.0.0.1:${settings.port}/api/nomba`)

cluster.on('exit', (instance) => {
  if (!instance.exitedAfterDisconnect) cluster.fork()
})

process.once('SIGTERM', () => {
  cluster.removeAllListeners('exit')
  for (const instance of Object.values(cluster.workers)) instance.kill('SIGTERM')
})
