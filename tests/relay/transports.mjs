// The ways to reach a relay. Each is a function of `{ method, path, headers, body }` that resolves with
// `{ status, headers, text }`, headers by their lower-case names.
//
// `body` is a text, bytes, or undefined for none. `pieces`, an async iterable of texts, stands for a body that comes in
// pieces; one that throws stands for a body that breaks off.
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import { text } from 'node:stream/consumers';

/** Calls a Fetch handler. */
export function inProcess(handler, base = 'http://relay.example') {
  return async ({ method, path, headers, body, pieces }) => {
    const init = { method, headers };
    if (!['GET', 'HEAD'].includes(method)) {
      init.body = pieces ? ReadableStream.from(encoded(pieces)) : body;
      init.duplex = 'half';
    }
    const context = { waitUntil: () => {} };
    const response = await handler(new Request(`${base}${path}`, init), context);
    return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
  };
}

async function* encoded(pieces) {
  for await (const piece of pieces) yield new TextEncoder().encode(piece);
}

/** Sends over HTTP/1.1, a connection a request. */
export function overHttp1(url) {
  return async ({ method, path, headers, body, pieces }) => {
    const { hostname, port } = new URL(url);
    const bytes = body === undefined || method === 'GET' || method === 'HEAD' ? undefined : Buffer.from(body);
    const length = bytes && !pieces ? { 'content-length': bytes.length } : {};
    const options = { hostname, port, method, path, agent: false, headers: { ...length, ...headers } };
    const request = http.request(options);
    const answered = once(request, 'response');
    // A socket may break while the rest is sent; the answer decides.
    request.on('error', () => {});
    if (pieces) sendPieces(pieces, request).catch(() => request.destroy());
    else request.end(bytes);
    const [response] = await answered;
    return { status: response.statusCode, headers: plain(response.headers), text: await text(response) };
  };
}

async function sendPieces(pieces, stream) {
  for await (const piece of pieces) {
    if (stream.destroyed) return;
    stream.write(piece);
  }
  stream.end();
}

/** Sends over HTTP/2, all requests on one connection. */
export function overHttp2(session) {
  return async ({ method, path, headers, body, pieces }) => {
    const { host, ...others } = headers;
    const pseudo = { ':method': method, ':path': path };
    if (host !== undefined) pseudo[':authority'] = host;
    const hasBody = pieces || (body !== undefined && method !== 'GET' && method !== 'HEAD');
    const stream = session.request({ ...pseudo, ...others }, { endStream: !hasBody });
    const answered = once(stream, 'response');
    stream.on('error', () => {});
    if (pieces) sendPieces(pieces, stream).catch(() => stream.close(http2.constants.NGHTTP2_CANCEL));
    else if (hasBody) stream.end(body);
    const [{ ':status': status, ...received }] = await answered;
    return { status, headers: plain(received), text: await text(stream) };
  };
}

/** Headers as texts: Node has a list of some. */
function plain(headers) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
