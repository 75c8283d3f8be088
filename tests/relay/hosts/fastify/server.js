import Fastify from 'fastify';
import { toNodeHandler } from 'nomba-revoke/relay';
import { relay } from './relay.js';

const app = Fastify();
const handler = toNodeHandler(relay);

// The relay reads the body, and refuses what is no JSON.
app.register(async (scope) => {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
  scope.all('/relay/*', handler);
});

// Behind Fastify's own body parser, too.
app.all('/parsed/relay/*', handler);

await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
