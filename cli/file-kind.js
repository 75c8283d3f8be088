import fs from 'node:fs';
import { resolve } from 'node:path';

/** Names of what a process has open. In the next process they lead to something else. */
const OPEN_FILES = /^\/(dev\/(stdin|stdout|stderr|fd\/\d+)|proc\/(self|\d+)\/fd\/\d+)$/;

/** What {@link describeIrregularFile} says of a folder. */
export const FOLDER = 'it is a folder';

/**
 * Says why a path is no regular file: one that can be read again and written at any place.
 *
 * @returns {string | undefined} nothing where it is one, or where there is nothing yet
 */
export function describeIrregularFile(path) {
  const stats = statOf(path);
  if (stats?.isDirectory()) return FOLDER;
  if (stats?.isFIFO()) return 'it is a pipe';
  if (stats?.isSocket()) return 'it is a socket';
  if (stats?.isCharacterDevice() || stats?.isBlockDevice()) return 'it is a device';
  if (OPEN_FILES.test(resolve(path))) return 'it is a name of what this process has open';
  return undefined;
}

function statOf(path) {
  try {
    return fs.statSync(path);
  } catch {
    // The error of opening it names the reason.
    return undefined;
  }
}
