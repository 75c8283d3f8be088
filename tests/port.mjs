// Ports for programs that do not choose one themselves.
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Returns a free port on 127.0.0.1. The port is above those that browsers refuse, and below those that systems give to
 * connections and to servers that ask for any port: neither takes the port before the caller listens.
 */
export async function freePort() {
  for (;;) {
    const port = randomInt(11_000, 30_000);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
