/**
 * How long a connection stays open after an answer that came before the end of the request, in milliseconds: a client
 * that still uploads may read the answer late, and would lose it with the connection.
 */
const TO_READ = 500;

/** Headers that belong to one connection, or that are written below. */
const OF_CONNECTION = ['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'content-length'];

/** Writes a `Response`. Resolves when that is done, or when nobody is there to read it. */
export async function writeResponse(response, incoming, outgoing) {
  const bytes = new Uint8Array(incoming.method === 'HEAD' ? 0 : await response.arrayBuffer());
  if (outgoing.destroyed || outgoing.headersSent) return;
  const isEarly = !incoming.complete;
  const isHttp1 = incoming.httpVersionMajor === 1;
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) {
    if (name !== 'set-cookie' && !OF_CONNECTION.includes(name)) outgoing.setHeader(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader('set-cookie', cookies);
  if (bytes.length > 0) outgoing.setHeader('content-length', bytes.length);
  if (isEarly && isHttp1) {
    outgoing.setHeader('connection', 'close');
    if (bytes.length > 0) outgoing.write(bytes);
    else outgoing.flushHeaders();
    await untilReadable(incoming, outgoing);
    // Node closes the connection here.
    outgoing.end();
    return;
  }
  outgoing.end(bytes);
  if (!isEarly) return;
  await untilReadable(incoming, outgoing);
  // Without an error code: the answer is whole, and the rest of the request is not wanted. Node 20 crashes where it
  // closes a stream that has just ended, or that is not finished.
  if (!incoming.complete && outgoing.writableFinished) outgoing.stream.close();
}

/** Drains a request until it ends, its client is gone, or the time for the client to read is over. */
function untilReadable(incoming, outgoing) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, TO_READ);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    incoming.once('end', end);
    incoming.once('error', end);
    outgoing.once('close', end);
    // Nobody reads the rest.
    incoming.removeAllListeners('data');
    incoming.resume();
  });
}
