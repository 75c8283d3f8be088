// node strip-comments.mjs FOLDER: removes the comments from the modules of a package in the making. esbuild keeps many
// of them, those with types among them, and prints the parentheses of a cast.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'acorn';
import MagicString from 'magic-string';

const folder = process.argv[2];
for (const name of await readdir(folder, { recursive: true })) {
  if (!name.endsWith('.js')) continue;
  const file = join(folder, name);
  await writeFile(file, stripped(await readFile(file, 'utf8')));
}

function stripped(text) {
  const result = new MagicString(text);
  parse(text, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    onComment(isBlock, comment, start, end) {
      // Bundlers read this one.
      if (comment.trim() !== '@__PURE__') result.remove(start, end);
    },
  });
  return result.toString();
}
