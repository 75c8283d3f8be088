import { env } from 'cloudflare:workers';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { sign, verify } from 'hono/jwt';

const COOKIE = 'session';
const ALGORITHM = 'HS256';
const LIFETIME = 8 * 60 * 60;

/** The operator who is signed in, or `null`. */
export async function operatorOf(c: Context): Promise<string | null> {
  const token = getCookie(c, COOKIE);
  if (!token) return null;
  try {
    const { sub } = await verify(token, env.SESSION_SECRET, ALGORITHM);
    return typeof sub === 'string' ? sub : null;
  } catch {
    return null;
  }
}

export async function signIn(c: Context, operator: string): Promise<void> {
  const exp = Math.floor(Date.now() / 1000) + LIFETIME;
  const token = await sign({ sub: operator, exp }, env.SESSION_SECRET, ALGORITHM);
  const secure = new URL(c.req.url).protocol === 'https:';
  setCookie(c, COOKIE, token, { httpOnly: true, maxAge: LIFETIME, path: '/', sameSite: 'Strict', secure });
}

export function signOut(c: Context): void {
  deleteCookie(c, COOKIE, { path: '/' });
}
