// An application of `examples/`, copied to a folder of its own and installed there with the packed package.
//
// Environment: CONSUMER, a project with the package installed; MOCK_SERVER_URL; PROJECTS, the folder where applications are
// copied to and what they have installed is kept.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { cpSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { install, run, runToEnd, serve } from '../bundlers/project.mjs';
import { launch, open } from '../page/browser.mjs';
import { startVendor } from './vendor.mjs';

const { PROJECTS } = process.env;
if (!PROJECTS) throw new Error('PROJECTS must be set; `cargo xtask test examples` does.');
const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));

/** What `install` puts into an application's folder. */
const INSTALLED = ['node_modules', 'package-lock.json', '.npmrc'];

/** What is made in an application's folder where somebody has tried it. */
const MADE = ['node_modules', '.next', '.svelte-kit', '.wrangler', 'build', 'dist'];

/** How long an application may take to fail, in milliseconds. */
const PATIENCE = 60_000;

export const OPERATOR = { name: 'ada', password: randomUUID() };
export const CLIENT_ID = randomUUID();

/** A token that no other test uses. */
export const newToken = () => randomBytes(200).toString('hex');

/**
 * Installs an application, tests that its linter passes, and starts it in front of the mock server. Returns an object whose
 * members are there once the tests run: `folder`, `url`, `vendor`, and `open(settings)`, which opens a watched page.
 *
 * `environment` has further variables for the application. Where `isDevelopment` is true, the application runs unbuilt.
 */
export function application(name, environment = {}, { isDevelopment = false } = {}) {
  const started = {};
  let browser;
  let stop;
  before(async () => {
    started.folder = await installExample(name);
    started.vendor = await startVendor();
    Object.assign(process.env, {
      NOMBA_BASE_URL: started.vendor.url,
      NOMBA_CLIENT_ID: CLIENT_ID,
      OPERATOR_NAME: OPERATOR.name,
      OPERATOR_PASSWORD: OPERATOR.password,
      SESSION_SECRET: randomUUID(),
      ...environment,
    });
    const { scripts } = JSON.parse(readFileSync(join(started.folder, 'package.json'), 'utf8'));
    if (scripts.prepare) await runToEnd(started.folder, 'npm run prepare');
    if (scripts.build && !isDevelopment) await runToEnd(started.folder, 'npm run build');
    started.command = isDevelopment ? 'npm run dev' : 'npm start';
    ({ url: started.url, stop } = await start(started));
    browser = await launch();
    started.open = (settings) => open(browser, settings);
  });
  after(async () => {
    await browser?.close();
    stop?.();
    started.vendor?.close();
  });
  test('passes its linter', () => runToEnd(started.folder, 'npm run lint'));
  return started;
}

/** Copies an application to its folder and installs it there. */
async function installExample(name) {
  const source = join(EXAMPLES, name);
  const folder = join(PROJECTS, name);
  const { dependencies, devDependencies, overrides } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  const { 'nomba-revoke': ours, ...others } = dependencies;
  assert.ok(ours, `${name} does not depend on the package`);
  assert.equal(await install(folder, { devDependencies: { ...others, ...devDependencies }, overrides }), undefined);
  for (const entry of readdirSync(folder)) {
    if (!INSTALLED.includes(entry)) rmSync(join(folder, entry), { recursive: true });
  }
  cpSync(source, folder, { recursive: true, filter: (path) => !MADE.includes(basename(path)) });
  return folder;
}

/** Starts an application. Resolves with its address and a function that stops it. */
function start({ folder, command }) {
  return new Promise((resolve, reject) => {
    const isReady = () => true;
    const use = (url) => new Promise((stop) => resolve({ url: url.replace(/\/$/, ''), stop }));
    serve(folder, command, isReady, use).catch(reject);
  });
}

/** Starts an application, which has to fail, with these variables, and returns what it wrote. */
export async function failure({ folder, command }, environment) {
  const tool = run(folder, command, environment);
  const patience = setTimeout(tool.stop, PATIENCE);
  const code = await tool.ended;
  clearTimeout(patience);
  assert.ok(Number.isInteger(code) && code !== 0, `${command} did not fail but ended with ${code}:\n${tool.output}`);
  return tool.output;
}
