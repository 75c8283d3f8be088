import { answer } from './answer.js';

export default {
  fetch: (request, env, context) => answer(request, context),
};
