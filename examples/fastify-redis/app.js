import Fastify from 'fastify'
import { createRevokeRelay, toNodeHandler } from 'nomba-revoke/relay'
import { callerOf } from './caller.js'
import { store, writeEntry } from './redis.js'
import { settings } from './settings.js'

export function makeApp () {
  const app = Fastify({ logger: { level: 'warn' } })

  const relay = createRevokeRelay({
    baseUrl: settings.baseUrl,
    clientId: settings.clientId,
    authorize: (request) => {
      const actor = callerOf(request)
      if (actor) return { actor }
      const description = 'The name or the password is missing or wrong: send both by the scheme Basic.'
      const headers = { 'www-authenticate': 'Basic realm="relay"' }
      return Response.json({ code: '401', description }, { status: 401, headers })
    },
    audit: writeEntry,
    store,
    onError: (error) => app.log.error(error)
  })

  app.register(async (scope) => {
    // The relay reads the body.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    scope.all('/api/nomba/*', toNodeHandler(relay))
  })

  app.get('/health', () => ({ instance: process.pid }))

  return app
}
