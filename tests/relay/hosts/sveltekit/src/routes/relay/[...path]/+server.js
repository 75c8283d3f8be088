import { relay } from '../../../../relay.js';

export const fallback = (event) => relay(event.request, event);
