import { answer } from '../answer.js';

export default defineEventHandler((event) =>
  answer(toWebRequest(event), event.context.cloudflare.context),
);
