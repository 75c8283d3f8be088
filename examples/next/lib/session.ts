import { getIronSession } from 'iron-session';
import { cookies } from 'next/headers';
import { setting } from '@/lib/settings';

interface Session {
  operator: string;
}

/** The session of the request that is being answered. It lives in a cookie, sealed. */
export async function getSession() {
  return getIronSession<Session>(await cookies(), {
    cookieName: 'session',
    password: setting('SESSION_SECRET'),
    ttl: 8 * 60 * 60,
    cookieOptions: {
      sameSite: 'strict',
      // Browsers take a secure cookie over plain http from a loopback address only.
      secure: process.env.NODE_ENV === 'production',
    },
  });
}
