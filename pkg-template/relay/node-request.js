import { BODY_TAKEN } from './body.js';

/** Methods that no `Request` may have. */
const FORBIDDEN_METHODS = ['CONNECT', 'TRACE', 'TRACK'];

/** Methods whose `Request` may have no body. */
const WITHOUT_BODY = ['GET', 'HEAD'];

/**
 * Makes a `Request` of a Node request. `path` is its path; `parsed` are the bodies that a body parser may have left:
 * bytes, a text, or an object.
 */
export function toRequest(incoming, path, parsed) {
  const headers = headersOf(incoming);
  // The relay refuses every method but POST and OPTIONS alike.
  const method = FORBIDDEN_METHODS.includes(incoming.method) ? 'PUT' : incoming.method;
  const init = { method, headers };
  if (!WITHOUT_BODY.includes(method)) {
    init.body = bodyOf(incoming, parsed);
    init.duplex = 'half';
  }
  return new Request(urlOf(headers.get('host'), path), init);
}

/** The URL of a path at a host. A host that no URL can have is left out. */
function urlOf(host, path) {
  const url = new URL('http://localhost');
  if (host !== null) url.host = host;
  url.pathname = path;
  return url.href;
}

function headersOf(incoming) {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    // HTTP/2 has method, path and host among the headers.
    if (name.startsWith(':')) continue;
    try {
      for (const one of [value].flat()) headers.append(name, one);
    } catch {
      // The relay reads no header that `Headers` can't hold.
    }
  }
  const authority = incoming.headers[':authority'];
  if (authority !== undefined) headers.set('host', authority);
  return headers;
}

function bodyOf(incoming, parsed) {
  if (!incoming.readableDidRead && !incoming.readableEnded) return streamOf(incoming);
  for (const body of parsed) {
    if (body instanceof Uint8Array || typeof body === 'string') return body;
    if (typeof body !== 'object' || body === null) continue;
    try {
      return JSON.stringify(body);
    } catch {
      // The object can't be JSON.
    }
  }
  return new ReadableStream({ pull: (controller) => controller.error(BODY_TAKEN) });
}

/** The bytes of a Node stream, which is not touched before somebody reads. */
function streamOf(incoming) {
  let isOpen = false;
  let isOver = false;
  const open = (controller) => {
    isOpen = true;
    const end = (action) => {
      if (isOver) return;
      isOver = true;
      action();
    };
    incoming.on('data', (bytes) => {
      if (isOver) return;
      incoming.pause();
      controller.enqueue(new Uint8Array(bytes));
    });
    incoming.once('end', () => end(() => controller.close()));
    for (const event of ['aborted', 'error', 'close']) {
      incoming.once(event, () => end(() => controller.error(new Error('The request broke off'))));
    }
  };
  return new ReadableStream(
    {
      pull(controller) {
        if (!isOpen) open(controller);
        incoming.resume();
      },
      cancel() {
        isOver = true;
      },
    },
    { highWaterMark: 0 },
  );
}
