import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/**
 * Lists the files that paths name, and all files below the folders among them, each once, in the order of their
 * names. A path may be a link; below it none is followed.
 *
 * @param {string[]} paths `-` is standard input
 * @returns {AsyncGenerator<{ path: string, kind: 'file' | 'link' | 'special' } | { path: string, error: Error }>}
 *   `special`: a pipe, a socket or a device below a folder; `error`: why a path can't be read
 */
export async function* walk(paths) {
  const seen = new Set();
  for (const path of paths) {
    for await (const entry of listPath(path)) {
      // One path may be in the folder that another one names.
      const key = paths.length === 1 || entry.path === '-' ? entry.path : resolve(entry.path);
      if (seen.has(key)) continue;
      if (paths.length > 1) seen.add(key);
      yield entry;
    }
  }
}

async function* listPath(path) {
  if (path === '-') {
    yield { path, kind: 'file' };
    return;
  }
  try {
    if (!(await stat(path)).isDirectory()) {
      yield { path, kind: 'file' };
      return;
    }
  } catch (error) {
    yield { path, error };
    return;
  }
  yield* listFolder(path);
}

async function* listFolder(folder) {
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    yield { path: folder, error };
    return;
  }
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* listFolder(path);
    else if (entry.isFile()) yield { path, kind: 'file' };
    else yield { path, kind: entry.isSymbolicLink() ? 'link' : 'special' };
  }
}
