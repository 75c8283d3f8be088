import { toRequest } from './node-request.js';
import { writeResponse } from './node-response.js';
import { isRelayPath } from './path.js';

/**
 * Makes a handler of a relay, for `node:http`, Express and Fastify. The handler's promise never rejects.
 *
 * Under Fastify, the handler is called with Fastify's own request and reply, which hold Node's as `raw`.
 */
export function toNodeHandler(relay) {
  if (typeof relay !== 'function') throw new TypeError('toNodeHandler takes what createRevokeRelay returns');
  return async (first, second, next) => {
    const isFastify = typeof second.hijack === 'function';
    if (isFastify) second.hijack();
    const [incoming, outgoing] = isFastify ? [first.raw, second.raw] : [first, second];
    // A router that is mounted on a prefix takes the prefix off `url`.
    const path = pathOf(first.originalUrl ?? incoming.url);
    if (!isFastify && typeof next === 'function' && !isRelayPath(path)) {
      next();
      return;
    }
    try {
      const context = isFastify ? { request: first, reply: second } : { req: first, res: second };
      const request = toRequest(incoming, path, [first.rawBody, first.body]);
      await writeResponse(await relay(request, context), incoming, outgoing);
    } catch {
      // A relay never rejects, but what wraps one may. The caller learns that nothing is known.
      outgoing.destroy();
    }
  };
}

/** The path of a request's target, which is `/path?query` or a whole URL. */
function pathOf(target) {
  return target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
}
