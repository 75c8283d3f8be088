import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { relay } from './relay.js';

const app = new Hono();
app.all('/relay/*', (c) => relay(c.req.raw, c));

serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' });
