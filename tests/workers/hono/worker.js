import { Hono } from 'hono';
import { answer } from './answer.js';

const app = new Hono();
app.post('/', (context) => answer(context.req.raw, context.executionCtx));

export default app;
