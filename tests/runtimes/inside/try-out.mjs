// Runs inside of each runtime: tries the contract, and the entries besides the default one.
import { equal, match, ok, rejection } from '../contract/assert.mjs';
import { REQUEST, spy } from '../contract/examples.mjs';
import { runAll } from '../contract/index.mjs';

const NOT_JWT = 'not a token';

/**
 * @param {object} given
 * @param {object} given.api the exports of the default entry
 * @param {object} given.inline those of the inline one
 * @param {object} given.slim those of the slim one
 * @param {() => unknown} given.source of the slim entry's WebAssembly
 * @param {string} given.recorder the recorder's address
 * @param {string[]} given.lacks what the runtime is without, as the contract's cases name it
 * @param {boolean} given.compiles whether it compiles WebAssembly while it runs
 * @returns {Promise<object>} plain data
 */
export async function tryOut({ api, inline, slim, source, recorder, lacks = [], compiles = true }) {
  const cases = await runAll({ api, recorder, lacks });
  const entries = await runEach({
    'inline: it needs nothing but itself': async () => {
      const answer = inline.inspectToken(NOT_JWT);
      if (compiles) equal(await answer, null);
      else match((await rejection(answer)).message, /workerd/);
    },
    'slim: before init it says so': async () => {
      const error = await rejection(slim.revokeToken(REQUEST, { fetch: spy() }));
      ok(error instanceof api.RevokeTokenError, 'the entries know each other’s errors');
      equal(error.name, 'LoadError');
      match(error.message, /init\(source\)/);
    },
    'slim: a wrong source is refused': async () => {
      const error = await rejection(slim.init(new Response('<!doctype html>')));
      equal(error.name, 'LoadError');
      match(error.message, /HTML page/);
    },
    'slim: with its WebAssembly it works': async () => {
      await slim.init(source());
      equal((await slim.revokeToken(REQUEST, { fetch: spy() })).code, '00');
    },
  });
  return { settings: await settingsOf(api), results: [...cases, ...entries].map(plain) };
}

/** Tries the package where a policy forbids WebAssembly. */
export async function tryForbidden({ api, slim, source }) {
  const refused = async (promise) => {
    const error = await rejection(promise);
    equal(error.name, 'LoadError');
    match(error.message, /'wasm-unsafe-eval'/);
  };
  const results = await runEach({
    'policy: the default entry names what is missing': () => refused(api.inspectToken(NOT_JWT)),
    'policy: init names what is missing': () => refused(slim.init(source())),
  });
  return { results: results.map(plain) };
}

async function runEach(cases) {
  const results = [];
  for (const [name, run] of Object.entries(cases)) {
    results.push(await run().then(() => ({ name }), (error) => ({ name, error })));
  }
  return results;
}

/** The settings that the runtime's `fetch` is given, of those that not every runtime knows. */
async function settingsOf(api) {
  const fetch = spy();
  await api.revokeToken(REQUEST, { fetch, credentials: 'include', keepalive: true });
  const [[, init]] = fetch.calls;
  const names = ['redirect', 'referrerPolicy', 'cache', 'credentials', 'keepalive'];
  return names.map((name) => {
    const known = name in Request.prototype ? '' : ' (its Request does not know it)';
    return `${name}: ${name in init ? init[name] : 'left out'}${known}`;
  });
}

function plain({ name, error, skipped }) {
  return { name, skipped, error: error === undefined ? undefined : String(error?.stack || error) };
}
