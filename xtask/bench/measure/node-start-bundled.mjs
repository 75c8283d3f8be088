// The start of each as an application deploys it that is bundled into one file.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle, contender } from '../bundle.mjs';
import { names } from './common.mjs';
import { measureStarts } from './starts.mjs';

const folder = await mkdtemp(join(tmpdir(), 'nomba-revoke-bench-'));
const file = (name) => join(folder, `${name}.mjs`);
try {
  for (const name of names) {
    await writeFile(file(name), await bundle(contender(name), { platform: 'node' }));
  }
  await measureStarts((name) => pathToFileURL(file(name)).href);
} finally {
  await rm(folder, { recursive: true });
}
