import { defineHandler } from 'nitro/h3';
import { answer } from '../answer.js';

export default defineHandler((event) => answer(event.req, event.req.runtime.cloudflare.context));
