// The relay as a CommonJS file sees it.
import relay = require('nomba-revoke/relay');

const handler: relay.NodeHandler = relay.toNodeHandler(
  relay.createRevokeRelay({ environment: 'sandbox', authorize: () => true }),
);

export = handler;
