import { env } from 'cloudflare:workers';
import { Hono } from 'hono';
import { timingSafeEqual } from 'hono/utils/buffer';
import { revoke } from './relay';
import { operatorOf, signIn, signOut } from './session';

const app = new Hono().basePath('/api');

app.all('/nomba/*', revoke);

app.get('/session', async (c) => c.json({ operator: await operatorOf(c) }));

app.post('/session', async (c) => {
  const { name, password } = await c.req.json();
  const isName = await timingSafeEqual(String(name), env.OPERATOR_NAME);
  const isPassword = await timingSafeEqual(String(password), env.OPERATOR_PASSWORD);
  if (!isName || !isPassword) return c.json({ problem: 'The name or the password is wrong.' }, 401);
  await signIn(c, env.OPERATOR_NAME);
  return c.json({ operator: env.OPERATOR_NAME });
});

app.delete('/session', (c) => {
  signOut(c);
  return c.body(null, 204);
});

export default app;
