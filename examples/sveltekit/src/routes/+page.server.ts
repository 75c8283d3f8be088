import { fail } from '@sveltejs/kit';
import { revoke } from '#lib/revoke.ts';
import { isOperator } from '#lib/server/operator.ts';
import { signIn, signOut } from '#lib/server/session.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => ({ operator: locals.operator });

export const actions: Actions = {
  signIn: async ({ request, cookies, locals }) => {
    const form = await request.formData();
    if (!isOperator(form.get('name'), form.get('password'))) {
      return fail(401, { message: 'The name or the password is wrong.' });
    }
    locals.operator = String(form.get('name'));
    await signIn(cookies, locals.operator);
    return { message: '' };
  },

  signOut: ({ cookies, locals }) => {
    signOut(cookies);
    locals.operator = null;
  },

  // Without JavaScript, the server calls its own relay. `fetch` passes the cookies on, and needs no network.
  revoke: async ({ request, fetch, url }) => {
    const token = String((await request.formData()).get('access_token') ?? '').trim();
    const { isRevoked, message } = await revoke(token, { relay: new URL('/api/nomba', url), fetch });
    return isRevoked ? { message } : fail(400, { message });
  },
};
