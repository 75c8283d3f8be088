import { createHash, timingSafeEqual } from 'node:crypto';
import { settings } from './settings.js';

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
