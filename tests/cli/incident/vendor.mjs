// The vendor as the command meets it in an incident: the mock server behind an address that may be down.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { after } from 'node:test';
import { mockServer } from '../cli.mjs';

/** Passes connections on to the mock server. While it is down, it breaks them off. */
export async function startVendor() {
  const vendor = { isDown: false, url: undefined, goDown, goUp };
  const open = new Set();
  const { port } = new URL(mockServer);
  const server = createServer((socket) => {
    if (vendor.isDown) {
      socket.destroy();
      return;
    }
    const behind = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [socket, behind],
      [behind, socket],
    ]) {
      open.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => {
    goDown();
    server.close();
  });
  vendor.url = `http://127.0.0.1:${server.address().port}`;
  return vendor;

  function goDown() {
    vendor.isDown = true;
    for (const socket of open) socket.destroy();
  }

  function goUp() {
    vendor.isDown = false;
  }
}
