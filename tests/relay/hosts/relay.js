// In the place of the relay that docs/relay.md shows: one that does what each request asks for.
import { createRevokeRelay } from 'nomba-revoke/relay';
import { scriptedRelay } from './scripted.mjs';

export const relay = scriptedRelay(createRevokeRelay);
