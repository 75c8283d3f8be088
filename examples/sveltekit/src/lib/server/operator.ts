import { createHash, timingSafeEqual } from 'node:crypto';
import { OPERATOR_NAME, OPERATOR_PASSWORD } from '$app/env/private';

export function isOperator(name: unknown, password: unknown): boolean {
  // Both are compared, so that the time that this takes says nothing about either.
  const isName = isSame(name, OPERATOR_NAME);
  const isPassword = isSame(password, OPERATOR_PASSWORD);
  return isName && isPassword;
}

function isSame(given: unknown, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(String(given)), hash(expected));
}
