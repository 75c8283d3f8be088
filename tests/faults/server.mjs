// A server that does what a row of the table says, in raw bytes, on the loopback interface.
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What lets a page of another origin ask and read. */
export const CORS =
  'access-control-allow-origin: *\r\naccess-control-allow-headers: *\r\naccess-control-expose-headers: *\r\n';

/** The preflight is answered properly, so that a browser meets the fault in the request itself. */
const PREFLIGHT = `HTTP/1.1 204 No Content\r\n${CORS}\r\n`;

/**
 * Starts a server of one fault.
 *
 * @param {object} row
 * @param {(socket: net.Socket, count: { request: number, onConnection: number }) => void} row.does
 * @param {'connection' | 'head' | 'request'} [row.when] what has arrived by then; the request, if
 *   nothing else is set
 * @param {boolean} [row.keeps] whether the preflight's connection is kept; else the request comes on
 *   one of its own, because a browser quietly sends again where a connection used before breaks
 * @param {boolean} preflighted whether a preflight comes first
 */
export async function start(row, preflighted) {
  const server = new FaultServer(row, preflighted);
  await server.listen();
  return server;
}

class FaultServer {
  /** Requests, or connections where the fault comes before any request; preflights are neither. */
  met = 0;
  /** Bytes that the kernel has taken, over all connections that are closed. */
  sent = 0;
  #sockets = new Set();
  #used = new Set();
  #armed;

  constructor({ does, when = 'request', keeps = false }, preflighted) {
    this.does = does;
    this.when = when;
    this.keeps = keeps;
    this.#armed = !preflighted;
    this.server = net.createServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  async listen() {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${this.server.address().port}`;
  }

  #accept(socket) {
    this.#sockets.add(socket);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#used.delete(socket);
      this.sent += socket.bytesWritten;
    });
    // That of a client who went away.
    socket.on('error', () => {});
    let onConnection = 0;
    const meet = () => {
      this.met += 1;
      onConnection += 1;
      this.#used.add(socket);
      this.does(socket, { request: this.met, onConnection });
    };
    if (this.#armed && this.when === 'connection') return meet();
    let text = '';
    let headMet = false;
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      for (;;) {
        const end = text.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (text.startsWith('OPTIONS ')) {
          this.#armed = true;
          socket.write(PREFLIGHT);
          if (!this.keeps) return socket.end();
          text = text.slice(end + 4);
          continue;
        }
        if (this.when === 'head' && !headMet) {
          headMet = true;
          meet();
        }
        const length = Number(/^content-length: *(\d+)/im.exec(text.slice(0, end))?.[1] ?? 0);
        if (text.length < end + 4 + length) return;
        text = text.slice(end + 4 + length);
        if (this.when === 'request') meet();
      }
    });
  }

  /**
   * Resolves when the client has closed every connection that carried a request. (Node's fetch opens
   * another one after an abort, for nothing, and keeps it for some seconds.)
   */
  async released() {
    while (this.#used.size > 0) await sleep(5);
  }

  /** Resolves when it has met so many. */
  async untilMet(count) {
    while (this.met < count && this.server.listening) await sleep(5);
  }

  async stop() {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }
}
