// Runs the contract in runtimes, at the same time, and prints how it went: `node run.mjs NAME...`.
// Browsers report to one address: one of them at a time.
//
// Environment: CONSUMER, the project that the package is installed in; for a browser, where its
// programs are (see browsers.mjs).
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cases } from '../contract/index.mjs';
import { startRecorder } from '../contract/recorder.mjs';
import { chromium, firefox, webkit } from './browsers.mjs';
import { bun, deno, node } from './processes.mjs';
import { serveSite } from './site.mjs';
import { workerd } from './workerd.mjs';

/** What yields, for each place in the runtime, its name and its report; and the runtime's name in README. */
const RUNTIMES = {
  'node-20': [node, 'Node.js 20'],
  'node-22': [node, 'Node.js 22'],
  'node-24': [node, 'Node.js 24'],
  deno: [deno, 'Deno'],
  bun: [bun, 'Bun'],
  workerd: [workerd, 'workerd (Cloudflare Workers)'],
  chromium: [chromium, 'Chromium'],
  firefox: [firefox, 'Firefox'],
  webkit: [webkit, 'WebKitGTK'],
};

const names = process.argv.slice(2);
for (const name of names) {
  if (!Object.hasOwn(RUNTIMES, name)) {
    throw new Error(`There is no runtime ${name}. They are: ${Object.keys(RUNTIMES).join(', ')}`);
  }
}

const project = process.env.CONSUMER;
const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const here = fileURLToPath(new URL('.', import.meta.url));
cpSync(join(here, 'inside'), join(project, 'runtimes'), { recursive: true });
cpSync(join(here, '../contract'), join(project, 'contract'), { recursive: true });

const recorder = await startRecorder();
const site = await serveSite(project);
const given = { recorder: recorder.url, wasm: site.wasm };
let failures = 0;
await Promise.all(
  names.map(async (name) => {
    const [run, title] = RUNTIMES[name];
    const places = [];
    for await (const [place, report] of run({ name, project, site, given })) {
      failures += print(`${name}, ${place}`, report);
      places.push(place);
    }
    const row = `| ${title} | ${places.join(', ')} |`;
    if (!README.includes(`${row}\n`)) {
      console.log(`FAILED: the table of compatibility in README.md lacks the row ${row}`);
      failures += 1;
    }
  }),
).finally(async () => {
  site.close();
  await recorder.close();
});
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
  for (const reason of new Set(skipped.map((one) => one.skipped))) {
    const count = skipped.filter((one) => one.skipped === reason).length;
    console.log(`    skipped ${count}: ${reason}`);
  }
  for (const one of problems) console.log(`    FAILED: ${one.name}\n        ${one.error}`);
  return problems.length;
}
