// The package as it is installed in CONSUMER.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { CONSUMER } = process.env;
if (!CONSUMER) throw new Error('CONSUMER must be set; `cargo xtask test relay` does.');
export const INSTALLED = join(CONSUMER, 'node_modules/nomba-revoke');
export const { createRevokeRelay, toNodeHandler } = await import(pathToFileURL(join(INSTALLED, 'relay.js')));
