// The table of cases in every host that the relay is for.
//
// A folder beside this file that has a package.json is a host's project. Its scripts `build` and `start` make it serve
// the relay, on the port in PORT, below `/relay`. The "config" of its manifest has `shown`, the file that
// docs/relay.md shows, and `parsed`, a prefix under which a body parser runs before the relay.
//
// Environment: CONSUMER, a project with the package installed; MOCK_SERVER_URL; PROJECTS, the folder where projects are
// made and what they have installed is kept; ONLY, the names of projects, with spaces between; without it, all.
import assert from 'node:assert/strict';
import { copyFileSync, cpSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { install, manifestsIn, runToEnd, serve } from '../../bundlers/project.mjs';
import { startRecorder } from '../../contract/recorder.mjs';
import { runTable } from '../table.mjs';
import { overHttp1 } from '../transports.mjs';
import { startWorker } from './worker.mjs';

const { PROJECTS, ONLY, MOCK_SERVER_URL } = process.env;
if (!PROJECTS) throw new Error('PROJECTS must be set; `cargo xtask test relay-hosts` does.');
const HERE = fileURLToPath(new URL('.', import.meta.url));

// Deno and Bun.
process.env.PATH = [join(HERE, '../../runtimes/node_modules/.bin'), process.env.PATH].join(delimiter);

/** What the hosts keep from the relay. */
const LACKS = {
  // Other paths go to the application's other routes.
  'express-4': ['every path'],
  'express-5': ['every path'],
  fastify: ['invalid media types'],
  // The router passes on the methods that the route names.
  next: ['every method', 'slash at the end'],
  sveltekit: ['slash at the end'],
  // A header without a value is left out on the way.
  workerd: ['empty headers'],
};

/** What a body parser keeps from the relay. */
const PARSED = ['raw bodies'];

const manifests = manifestsIn(HERE);
const recorder = await startRecorder();
after(() => recorder.close());

// Two at a time: making a host ready keeps a core busy, and its cases wait.
describe('The table holds in', { concurrency: 2 }, () => {
  for (const name of ONLY ? ONLY.split(' ') : Object.keys(manifests)) {
    const { description, config } = manifests[name];
    let opened;
    const open = () => (opened ??= start(name));
    after(async () => (await opened)?.stop());
    const setting = (prefix, lacks) => async () => {
      const send = overHttp1((await open()).url);
      return { send: (request) => send({ ...request, path: prefix + request.path }), lacks };
    };
    runTable(description, setting('', LACKS[name] ?? []), recorder.url, MOCK_SERVER_URL);
    if (config.parsed) {
      const lacks = [...PARSED, ...(LACKS[name] ?? [])];
      runTable(`${description} behind a body parser`, setting(config.parsed, lacks), recorder.url, MOCK_SERVER_URL);
    }
  }
});

test('docs/relay.md shows what every host is set up with', () => {
  const docs = readFileSync(new URL('../../../docs/relay.md', import.meta.url), 'utf8');
  for (const [name, { config }] of Object.entries(manifests)) {
    const text = readFileSync(join(HERE, name, config.shown), 'utf8');
    assert.ok(docs.includes(`\`\`\`js\n${text}\`\`\``), `docs/relay.md lacks ${name}/${config.shown}`);
  }
});

/** Puts a host's project together and starts it. */
async function start(name) {
  const folder = join(PROJECTS, name);
  const { scripts } = manifests[name];
  const missing = await install(folder, manifests[name]);
  assert.equal(missing, undefined);
  copyFileSync(join(HERE, '../scripted.mjs'), join(folder, 'scripted.mjs'));
  copyFileSync(join(HERE, 'relay.js'), join(folder, 'relay.js'));
  cpSync(join(HERE, name), folder, { recursive: true });
  if (name === 'workerd') return startWorker(folder);
  if (scripts.build) await runToEnd(folder, scripts.build);
  return startServer(folder, scripts.start);
}

/** Starts a host by a command, and waits until it answers. */
function startServer(folder, command) {
  return new Promise((resolve, reject) => {
    const isReady = () => true;
    const use = (url) => new Promise((stop) => resolve({ url: url.replace(/\/$/, ''), stop }));
    serve(folder, command, isReady, use).catch(reject);
  });
}
