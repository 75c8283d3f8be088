import { createHash, timingSafeEqual } from 'node:crypto';
import { getIronSession } from 'iron-session';
import { settings } from './settings.js';

/** The session of a request. It lives in a cookie, sealed. */
export function sessionOf(req, res) {
  return getIronSession(req, res, {
    cookieName: 'session',
    password: settings.sessionSecret,
    ttl: 8 * 60 * 60,
    cookieOptions: { sameSite: 'strict', secure: process.env.NODE_ENV === 'production' },
  });
}

export function isOperator(name, password) {
  const { operator } = settings;
  // Both are compared, so that the time that this takes says nothing about either.
  const isName = isSame(name, operator.name);
  const isPassword = isSame(password, operator.password);
  return isName && isPassword;
}

function isSame(given, expected) {
  const [one, other] = [given, expected].map((text) => createHash('sha256').update(String(text)).digest());
  return timingSafeEqual(one, other);
}
