'use server';

import { createHash, timingSafeEqual } from 'node:crypto';
import { redirect } from 'next/navigation';
import { getSession } from '@/lib/session';
import { setting } from '@/lib/settings';

/** Signs in, or returns what is wrong. */
export async function signIn(_before: string, form: FormData): Promise<string> {
  const isName = isSame(form.get('name'), setting('OPERATOR_NAME'));
  const isPassword = isSame(form.get('password'), setting('OPERATOR_PASSWORD'));
  if (!isName || !isPassword) return 'The name or the password is wrong.';
  const session = await getSession();
  session.operator = setting('OPERATOR_NAME');
  await session.save();
  redirect('/');
}

export async function signOut(): Promise<void> {
  const session = await getSession();
  session.destroy();
  redirect('/');
}

function isSame(given: FormDataEntryValue | null, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(String(given)), hash(expected));
}
