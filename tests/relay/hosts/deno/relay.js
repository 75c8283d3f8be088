import { createRevokeRelay } from 'nomba-revoke/relay';
import { fetchOnce } from './fetch-once.js';
import { scriptedRelay } from './scripted.mjs';

export const relay = scriptedRelay(createRevokeRelay, fetchOnce);
