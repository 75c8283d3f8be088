// Runs the contract in a runtime and prints how it went: `node run.mjs NAME`.
//
// Environment: CONSUMER, the project that the package is installed in; for a browser, where its
// programs are (see browsers.mjs).
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cases } from '../contract/index.mjs';
import { startRecorder } from '../contract/recorder.mjs';
import { chromium, firefox, webkit } from './browsers.mjs';
import { bun, deno, node } from './processes.mjs';
import { serveSite } from './site.mjs';
import { workerd } from './workerd.mjs';

/** What yields, for each place in the runtime, its name, what it came to, and what it lacks. */
const RUNTIMES = {
  'node-20': node,
  'node-22': node,
  'node-24': node,
  deno,
  bun,
  workerd,
  chromium,
  firefox,
  webkit,
};

const [name] = process.argv.slice(2);
if (!Object.hasOwn(RUNTIMES, name)) {
  throw new Error(`There is no runtime ${name}. They are: ${Object.keys(RUNTIMES).join(', ')}`);
}

const project = process.env.CONSUMER;
const here = fileURLToPath(new URL('.', import.meta.url));
cpSync(join(here, 'inside'), join(project, 'runtimes'), { recursive: true });
cpSync(join(here, '../contract'), join(project, 'contract'), { recursive: true });

const recorder = await startRecorder();
const site = await serveSite(project);
const setting = { name, project, site, given: { recorder: recorder.url, wasm: site.wasm } };
let failures = 0;
let places = 0;
try {
  for await (const [place, report] of RUNTIMES[name](setting)) {
    places += 1;
    failures += print(`${name}, ${place}`, report);
  }
} finally {
  site.close();
  await recorder.close();
}
if (places === 0) throw new Error(`nothing was tried in ${name}`);
process.exitCode = failures === 0 ? 0 : 1;

/** Returns how many failed. */
function print(title, { failed, settings, results = [] }) {
  const problems = results.filter(({ error }) => error !== undefined);
  const skipped = results.filter((result) => result.skipped !== undefined);
  if (failed !== undefined) problems.push({ name: 'the place itself', error: failed });
  if (settings !== undefined) {
    const tried = new Set(results.map((result) => result.name));
    for (const { name: missing } of cases.filter((one) => !tried.has(one.name))) {
      problems.push({ name: missing, error: 'not reported' });
    }
  }
  const passed = results.length - skipped.length - results.filter(({ error }) => error).length;
  console.log(`${title}: ${passed} passed, ${problems.length} failed, ${skipped.length} skipped`);
  if (settings !== undefined) console.log(`    fetch was given ${settings.join(', ')}`);
  for (const one of skipped) console.log(`    skipped: ${one.name}: ${one.skipped}`);
  for (const one of problems) console.log(`    FAILED: ${one.name}\n        ${one.error}`);
  return problems.length;
}
