import { relay } from '#lib/server/relay.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = (event) => relay(event.request, event);
