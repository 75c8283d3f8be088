// The Worker that docs/relay.md shows, but for requests with the header x-without-context: the relay gets no context.
import { relay } from './relay.js';

export default {
  fetch: (request, env, context) => relay(request, request.headers.has('x-without-context') ? undefined : context),
};
