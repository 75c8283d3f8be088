'use server';

import { revoke } from './revoke.js';

export async function revokeByAction(request) {
  return revoke(request);
}
