import type { Cookies } from '@sveltejs/kit';
import { sealData, unsealData } from 'iron-session';
import { SESSION_SECRET } from '$app/env/private';

const COOKIE = 'session';
const LIFETIME = 8 * 60 * 60;

const seal = { password: SESSION_SECRET, ttl: LIFETIME };

/** The operator who is signed in, or `null`. */
export async function operatorOf(cookies: Cookies): Promise<string | null> {
  const sealed = cookies.get(COOKIE);
  if (!sealed) return null;
  const { operator } = await unsealData<{ operator?: string }>(sealed, seal);
  return operator ?? null;
}

export async function signIn(cookies: Cookies, operator: string): Promise<void> {
  cookies.set(COOKIE, await sealData({ operator }, seal), { path: '/', maxAge: LIFETIME, sameSite: 'strict' });
}

export function signOut(cookies: Cookies): void {
  cookies.delete(COOKIE, { path: '/' });
}
