// The package as it is installed from its tarball, by import and by require.
//
// Environment: CONSUMER, the folder it is installed in.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const consumer = process.env.CONSUMER;
if (!consumer) {
  throw new Error(
    'CONSUMER is not set. It has to be a folder with the package installed; `cargo xtask test package` makes one.',
  );
}

export const installed = join(consumer, 'node_modules/nomba-revoke');

export const esm = await import(pathToFileURL(join(consumer, 'esm.js')));
export const cjs = createRequire(import.meta.url)(join(consumer, 'cjs.cjs'));

/** The entries, with how one comes to them. */
export const entries = { import: esm, require: cjs };
