// Bundles as an application ships them: minified by esbuild, for browsers unless the options say otherwise.
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';

/** @param {string} code of an entry in this folder */
export async function bundle(code, options = {}) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    write: false,
    logLevel: 'error',
    ...options,
  });
  return outputFiles[0].contents;
}

/** The code of an entry that is one of the contenders. */
export function contender(name) {
  return `export { revoke } from './contenders/${name}.mjs';`;
}

/** A bundle as it is sent to a browser, with brotli. */
export async function compressed(code, options) {
  return brotliCompressSync(await bundle(code, options));
}
