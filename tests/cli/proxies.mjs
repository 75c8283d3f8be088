// Proxies and TLS servers on loopback addresses, and the certificates for them.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { join } from 'node:path';
import { after } from 'node:test';
import { freePort } from '../port.mjs';
import { folder } from './cli.mjs';

/** Listens on a port of 127.0.0.1, any free one by default, until the tests end, and returns the port. */
export async function listen(server, port = 0) {
  const sockets = new Set();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return server.address().port;
}

/** A port of 127.0.0.1 at which nobody listens. */
export const closedPort = freePort;

/**
 * Starts a proxy. It connects to `target`, whatever host it is asked for.
 *
 * @param {{ target?: number, credentials?: string, longestAnswer?: number,
 *   answer?: (socket: net.Socket, number: number) => boolean | void,
 *   tls?: { key: string, cert: string } }} settings `credentials` is what it wants, as USER:PASSWORD;
 *   `answer` answers a CONNECT instead, unless it returns `false`; of the server's answer, so many bytes
 *   come through
 */
export async function startProxy({ target, credentials, longestAnswer, answer, tls } = {}) {
  const asked = [];
  const refuse = (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(501).end();
  };
  const proxy = tls ? https.createServer(tls, refuse) : http.createServer(refuse);
  proxy.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    socket.on('error', () => {});
    if (answer && answer(socket, asked.length) !== false) return;
    const expected = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
    if (request.headers['proxy-authorization'] !== expected) {
      socket.end('HTTP/1.1 407 Who are you?\r\nProxy-Authenticate: Basic realm="p"\r\n\r\n');
      return;
    }
    const onward = net.connect(target, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (longestAnswer === undefined) onward.pipe(socket);
      else onward.once('data', (data) => socket.end(data.subarray(0, longestAnswer)));
      socket.pipe(onward);
    });
    onward.on('error', () => {});
    after(() => onward.destroy());
  });
  const port = await listen(proxy);
  return { asked, port, url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}` };
}

export const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

let made = 0;

/** Makes a certificate that no CA has signed. `file` is the path of it. */
export function makeCertificate(...names) {
  const path = join(folder, `certificate-${(made += 1)}`);
  const alternatives = names.map((name) => `${net.isIP(name) ? 'IP' : 'DNS'}:${name}`).join();
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-days', '2', '-subj', `/CN=${names[0]}`, '-addext', `subjectAltName=${alternatives}`],
      ...['-keyout', `${path}.key`, '-out', `${path}.pem`],
    ],
    { stdio: 'ignore' },
  );
  const read = (ending) => readFileSync(path + ending, 'utf8');
  return { key: read('.key'), cert: read('.pem'), file: `${path}.pem` };
}

/** A server over TLS that says of every token that it is revoked. */
export async function serveTls(settings) {
  const hosts = [];
  const server = https.createServer(settings, (request, response) => {
    hosts.push(request.headers.host);
    request.resume();
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"code":"00","description":"Token revoked successfully"}');
    });
  });
  return { hosts, port: await listen(server) };
}
