import type { Handle } from '@sveltejs/kit/hooks';
import { operatorOf } from '#lib/server/session.ts';

export const handle: Handle = async ({ event, resolve }) => {
  event.locals.operator = await operatorOf(event.cookies);
  return resolve(event);
};
