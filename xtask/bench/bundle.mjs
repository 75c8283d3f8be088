// Bundles as an application for browsers would ship them: minified by esbuild, brotli-compressed.
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
  return brotliCompressSync(outputFiles[0].contents);
}
