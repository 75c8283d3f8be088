// The public contract as cases that any runtime can run: nothing in them but what browsers, Node,
// Deno, Bun and workerd share.
//
// A case is `{ name, run(context), needs? }`. A runner is `runAll` and a few lines that print.
import { recorderAt } from './recorder-client.mjs';
import { abort } from './abort.mjs';
import { body } from './body.mjs';
import { batch } from './batch.mjs';
import { customFetch } from './custom-fetch.mjs';
import { errors } from './errors.mjs';
import { inspectToken } from './inspect-token.mjs';
import { options } from './options.mjs';
import { outcome } from './outcome.mjs';
import { rateLimit } from './rate-limit.mjs';
import { relay } from './relay.mjs';
import { request } from './request.mjs';
import { retry } from './retry.mjs';
import { schema } from './schema.mjs';
import { secrets } from './secrets.mjs';
import { status } from './status.mjs';
import { wire } from './wire.mjs';

/** What a case may need and a runtime may lack. */
export const CAPABILITIES = {
  'synchronous start': 'the engine compiles the package inside the first call',
  'stopped requests': 'a fetch that is aborted closes its connection',
  'broken bodies': 'a truncated body is not taken for a whole one',
};

const TOPICS = {
  request,
  options,
  wire,
  'custom fetch': customFetch,
  status,
  body,
  'rate limit': rateLimit,
  outcome,
  retry,
  abort,
  errors,
  secrets,
  'inspect token': inspectToken,
  schema,
  relay,
  batch,
};

/** All of them; each name begins with its topic. */
export const cases = Object.entries(TOPICS).flatMap(([topic, itsCases]) =>
  itsCases.map(({ name, ...rest }) => ({ name: `${topic}: ${name}`, ...rest })),
);

/**
 * What a case is run with.
 *
 * @param {object} api the package's exports
 * @param {string} recorder the recorder's address
 * @param {typeof globalThis.fetch} fetch what the cases themselves reach the recorder with
 */
export function createContext({ api, recorder, fetch = globalThis.fetch }) {
  return { api, recorder: recorderAt(recorder, fetch) };
}

/** So many at a time: browsers open six connections to a host, and more would wait for each other. */
const AT_ONCE = 4;

/** For one case, in milliseconds. */
const LONGEST = 120_000;

/**
 * Runs every case.
 *
 * @param {object} setting as for createContext
 * @param {string[]} setting.lacks the capabilities that the runtime is without
 * @param {(result: { name: string, error?: unknown, skipped?: string }) => void} setting.report
 *   called after each case
 * @returns {Promise<{ name: string, error?: unknown, skipped?: string }[]>}
 */
export async function runAll({ lacks = [], report = () => {}, ...setting }) {
  for (const name of lacks) {
    if (!Object.hasOwn(CAPABILITIES, name)) throw new TypeError(`no case needs ${name}`);
  }
  const context = createContext(setting);
  const results = [];
  const queue = cases.values();
  const work = async () => {
    for (const { name, run, needs } of queue) {
      const result = { name };
      if (lacks.includes(needs)) {
        result.skipped = `it needs ${needs}: ${CAPABILITIES[needs]}`;
      } else {
        await within(LONGEST, run(context)).catch((error) => (result.error = error));
      }
      results.push(result);
      report(result);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

async function within(milliseconds, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    const error = new Error(`not over after ${milliseconds} ms`);
    timer = setTimeout(reject, milliseconds, error);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
