// README.md: its samples run as they stand there, and its tables say what the code says.
//
// Environment: CONSUMER, a folder with the package installed; MOCK_SERVER_URL, where the requests to
// the addresses in the samples go.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, mock, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { format, promisify } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { consumer, esm, installed } from './consumer.mjs';

const mockServer = process.env.MOCK_SERVER_URL;
const repository = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const readme = readFileSync(repository('README.md'), 'utf8');
const specification = repository('tests/fixtures/nomba-revoke-access-token.openapi.md');
const [EXAMPLE] = readFileSync(specification, 'utf8').match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/);

/** Code blocks by the name in the comment before them. */
const blocks = (kind, language) =>
  Object.fromEntries(
    [...readme.matchAll(new RegExp(`<!-- ${kind}: (\\w+) -->\n\`\`\`${language}\n(.*?)\`\`\``, 'gs'))]
      .map(([, name, text]) => [name, text]),
  );
const samples = blocks('sample', 'js');
const outputs = blocks('output', 'text');
const files = [...readme.matchAll(/<!-- file: (\S+) -->\n```js\n(.*?)```/gs)];

/** The rows of the table in a part of the README, each an array of its cells' texts. */
function table(part) {
  const [, text] = readme.match(new RegExp(`<!-- ${part} -->\n(.*?)<!-- /${part} -->`, 's'));
  return text.trim().split('\n').slice(2).map((row) => row.split(' | ').map(plain));
}
const plain = (cell) => cell.replace(/^\| | \|$/g, '').replaceAll('`', '');

/** Members of an interface in the declarations, with their doc comments. */
function members(pattern) {
  const declarations = readFileSync(join(installed, 'index.d.ts'), 'utf8');
  const [, body] = declarations.match(pattern);
  return [...body.matchAll(/\/\*\*(.*?)\*\/\s*(?:(\w+)\?:|\| '(\w+)')/gs)].map(
    ([, comment, option, name]) => ({ name: option ?? name, comment }),
  );
}

const folder = join(consumer, 'readme');
mkdirSync(folder, { recursive: true });
const file = (name) => join(folder, `${name}.mjs`);
for (const [name, code] of Object.entries(samples)) writeFileSync(file(name), code);

// --- The samples ----------------------------------------------------------------------------

/** The globals that the samples use. */
function newGlobals() {
  const newRequest = () => ({
    clientId: randomUUID(),
    access_token: randomBytes(200).toString('hex'),
  });
  const requests = [newRequest(), newRequest(), { ...newRequest(), access_token: 'short' }, newRequest()];
  return { ...newRequest(), requests, csrf: 'x' };
}

/** For each sample what has to have happened after it, and what the mock server is asked for in each run. */
const SCENARIOS = {
  revoke: {
    check({ sent }) {
      assert.deepEqual(sent, ['https://api.nomba.com/v1/auth/token/revoke']);
    },
  },
  errors: {
    prefer: [undefined, 'code=401', 'code=403', 'code=404', 'fault=html-502'],
    async check({ printed, run }) {
      assert.deepEqual(printed, ['revoked']);
      const advice = 'check the client id, the environment and the address:';
      assert.deepEqual(await run(), [`${advice} Unauthorized`]);
      assert.deepEqual(await run(), [`${advice} Forbidden`]);
      assert.deepEqual(await run(), ['not revoked RecordNotFoundError']);
      assert.deepEqual(await run(), ['perhaps revoked; try again ServerError']);
      globalThis.clientId = 'short';
      assert.deepEqual(await run(), ['clientId clientId has 5 characters where 36 are allowed']);
    },
  },
  many: {
    check({ printed, sent }) {
      assert.equal(sent.length, 3);
      const lines = requests.map(({ access_token }, index) => {
        const hash = createHash('sha256').update(access_token).digest('hex');
        return `${index} ${hash} ${access_token === 'short' ? 'ValidationError not_revoked' : 'revoked'}`;
      });
      assert.deepEqual([...printed].sort(), lines);
    },
  },
  testing: {
    check({ printed, sent }) {
      assert.deepEqual(printed, samples.testing.match(/(?<=console.log.*\/\/ ).*/g));
      assert.deepEqual(sent, []);
    },
  },
  options: {
    // The token is the same each time, and the mock server revokes it once.
    prefer: ['code=200'],
    check({ sent }) {
      assert.deepEqual(sent, [
        'https://sandbox.nomba.com/v1/auth/token/revoke',
        'https://example.com/api/nomba/v1/auth/token/revoke',
        'https://api.nomba.com/v1/auth/token/revoke',
      ]);
    },
  },
  validate: {
    given: { access_token: EXAMPLE },
    check({ printed, sent }) {
      const expected = samples.validate.match(/\/\/ \[.*?\]/s)[0].replaceAll('// ', '');
      const info = '5e26cfb0-529f-417b-b8d2-abc471f4c9db 2023-04-19T16:36:19.000Z true';
      assert.deepEqual(printed, [expected, info]);
      assert.deepEqual(sent, []);
    },
  },
  keepalive: {
    check({ sent, inits }) {
      assert.equal(sent.length, 1);
      assert.equal(inits[0].keepalive, true);
    },
  },
  slim: {
    check({ sent }) {
      assert.deepEqual(sent, [
        '/assets/nomba_revoke_bg.wasm',
        'https://api.nomba.com/v1/auth/token/revoke',
      ]);
    },
  },
};

test('every JavaScript block of the README is a sample that is run here, or a file that other suites run', () => {
  const all = readme.match(/^```(js|ts|javascript|typescript|mjs|cjs)$/gm);
  assert.equal(all.length, Object.keys(samples).length + files.length);
  assert.deepEqual(Object.keys(samples).sort(), Object.keys(SCENARIOS).sort());
});

test('a file that the README shows is the same in the repository', () => {
  assert.ok(files.length > 0);
  for (const [, path, text] of files) assert.equal(text, readFileSync(repository(path), 'utf8'), path);
});

describe('a sample of the README runs as it stands there:', () => {
  const platform = globalThis.fetch;
  let sent;
  let inits;
  let answers;
  let prefer;

  /** The mock server in the place of every server that the samples name. */
  async function fetch(url, init) {
    sent.push(url);
    if (url.endsWith('.wasm')) return new Response(readFileSync(join(installed, url.split('/').at(-1))));
    inits.push(init);
    const { pathname } = new URL(url.replace('/api/nomba', ''));
    const headers = { ...init.headers, ...(prefer && { prefer }) };
    const answer = platform(new URL(pathname, mockServer), { ...init, headers });
    answers.push(answer);
    return answer;
  }

  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    test(name, async () => {
      [sent, inits, answers] = [[], [], []];
      const log = mock.method(console, 'log', () => {});
      Object.assign(globalThis, newGlobals(), scenario.given, { fetch });
      // The page is left at once.
      globalThis.addEventListener = (event, listener) => listener();
      let runs = 0;
      const run = async () => {
        log.mock.resetCalls();
        prefer = scenario.prefer?.[runs];
        await import(`${pathToFileURL(file(name))}?${(runs += 1)}`);
        return log.mock.calls.map((call) => format(...call.arguments));
      };
      try {
        const printed = await run();
        await scenario.check({ printed, sent, inits, run });
        await Promise.all(answers);
      } finally {
        log.mock.restore();
        globalThis.fetch = platform;
        for (const given of [...Object.keys(newGlobals()), 'addEventListener']) delete globalThis[given];
      }
    });
  }
});

test('the samples of the README are right for TypeScript', async () => {
  const globals = `declare const clientId: string, access_token: string, csrf: string;
declare const requests: { clientId: string; access_token: string }[];\n`;
  writeFileSync(join(folder, 'globals.d.ts'), globals);
  // The claim that the `default` of a complete `switch` finds a name that was forgotten.
  const complete = table('errors').map(([name]) => `    case '${name}':`);
  const exhaustive = (cases) => `import { RevokeTokenError } from 'nomba-revoke';
function use(error: unknown) {
  if (!(error instanceof RevokeTokenError)) throw error;
  switch (error.name) {\n${cases.join('\n')}\n      return;
    default:
      error satisfies never;
  }
}
use(null);\n`;
  writeFileSync(join(folder, 'complete.mts'), exhaustive(complete));
  writeFileSync(join(folder, 'forgotten.mts'), exhaustive(complete.slice(1)));
  const compile = (files) =>
    promisify(execFile)(
      process.execPath,
      [
        repository('node_modules/typescript/bin/tsc'),
        ...['--noEmit', '--strict', '--allowJs', '--checkJs', '--typeRoots', 'none'],
        ...['--target', 'es2022', '--module', 'nodenext', '--lib', 'es2022,dom', 'globals.d.ts'],
        ...files,
      ],
      { cwd: folder },
    ).catch((error) => assert.fail(error.stdout));
  await compile(['complete.mts', ...Object.keys(samples).map(file)]);
  await assert.rejects(compile(['forgotten.mts']), /ValidationError/);
});

// --- The tables and outputs -----------------------------------------------------------------

test('the error table of the README has the names, statuses, retries and outcomes of the package', () => {
  const rows = table('errors');
  const declared = members(/type RevokeTokenErrorName =(.*?);\n\n/s);
  assert.deepEqual(rows.map(([name]) => name), declared.map(({ name }) => name));
  for (const [name, when, retried, outcome] of rows) {
    const error = new esm.RevokeTokenError(name);
    assert.equal(outcome, error.outcome, name);
    if (error.status !== null) assert.match(when, new RegExp(`^${error.status}\\b`), name);
    assert.equal(error.attempts === 0, when.includes('nothing was sent'), name);
    const { comment } = declared.find((member) => member.name === name);
    assert.equal(retried === 'yes', comment.includes('after all retries'), name);
  }
});

for (const [part, start] of [
  ['options', 'interface RevokeTokenOptions '],
  ['many-options', 'interface RevokeTokensOptions .*?'],
]) {
  test(`the table of ${part} in the README has the options and defaults of the declarations`, () => {
    const defaults = Object.fromEntries(table(part).map(([name, given]) => [name, given]));
    const declared = members(new RegExp(`${start}\\{(.*?)\\n\\}`, 's'));
    assert.deepEqual(Object.keys(defaults), declared.map(({ name }) => name));
    for (const { name, comment } of declared) {
      const [, given] = comment.match(/@default (.+)/) ?? [];
      if (given === undefined) assert.match(defaults[name], /^(none|that of fetch|the global one)$/, name);
      else assert.equal(defaults[name], given, name);
    }
  });
}

test('the faults table of the README is the mock server’s own', async () => {
  const { faults } = await (await fetch(new URL('/_mock', mockServer))).json();
  assert.deepEqual(table('faults'), faults.map(({ name, description }) => [name, description]));
});

test('an error prints as the README shows', async () => {
  const request = newGlobals();
  const error = await esm
    .revokeToken(request, { baseUrl: mockServer, headers: { prefer: 'code=401' } })
    .catch((reason) => reason);
  assert.equal(`${error}\n`, outputs.message);
});

test('the Rust samples of the README are parts of the examples', () => {
  const samples = [...readme.matchAll(/^```rust\n(.*?)```/gms)].map(([, sample]) => sample);
  const examples = ['examples/ureq.rs', 'examples/leptos/src/main.rs'];
  assert.equal(samples.length, examples.length);
  for (const [index, path] of examples.entries()) {
    const example = readFileSync(repository(path), 'utf8');
    assert.ok(example.replace(/^ {4}/gm, '').includes(samples[index]), path);
  }
});

test('the package is as light as the README says', () => {
  const [, size] = readme.match(/It adds (\d+) KB to what a page loads, with brotli/);
  const { outputFiles } = buildSync({
    entryPoints: [join(installed, 'index.js')],
    ...{ bundle: true, minify: true, format: 'esm', platform: 'browser', write: false },
  });
  const loaded = brotliCompressSync(outputFiles[0].contents).length;
  assert.equal(Math.round(loaded / 1000), Number(size), `${loaded} bytes`);
});

test('the README of the package says nothing of the repository and links to nothing in it', () => {
  const packed = readFileSync(join(installed, 'README.md'), 'utf8');
  assert.doesNotMatch(packed, /xtask|From Rust|cargo |repository -->|\n{3}/);
  const links = [...packed.matchAll(/\]\((?!https:)([^)]+)\)/g)].map(([, link]) => link);
  const headings = [...packed.matchAll(/^#+ (.+)$/gm)].map(([, text]) => text.toLowerCase().replaceAll(' ', '-'));
  for (const link of links) {
    if (link.startsWith('#')) assert.ok(headings.includes(link.slice(1)), link);
    else assert.ok(readFileSync(join(installed, link)).length > 0, link);
  }
});
