// The package under test, as it is published: its entry for pages and its relay.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const PACKAGE = process.env.PACKAGE ?? fileURLToPath(new URL('../../../pkg', import.meta.url));
const load = (file) => import(pathToFileURL(join(PACKAGE, file)));

export const { revokeToken, RevokeTokenError } = await load('index.js');
export const { createRevokeRelay } = await load('relay.js');
