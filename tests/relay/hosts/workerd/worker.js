import { relay } from './relay.js';

export default {
  fetch: (request, env, context) => relay(request, context),
};
