// The relay's contract as a table of cases, and what they are run with. The relay is scripted.mjs's, in this process or
// in another one; the vendor is the mock server, or the recorder where an answer has to be scripted.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { recorderAt } from '../contract/recorder-client.mjs';
import { audit } from './cases/audit.mjs';
import { body } from './cases/body.mjs';
import { client } from './cases/client.mjs';
import { cors } from './cases/cors.mjs';
import { facts } from './cases/facts.mjs';
import { gates } from './cases/gates.mjs';
import { hooks } from './cases/hooks.mjs';
import { origin } from './cases/origin.mjs';
import { vendor } from './cases/vendor.mjs';

const TOPICS = { gates, origin, cors, hooks, body, client, audit, vendor, 'lost answers': facts };

/** The names of all cases. */
export const NAMES = Object.values(TOPICS).flatMap((cases) => cases.map(({ name }) => name));

/** What a case may need and a host may lack. */
const CAPABILITIES = [
  'raw bodies', // the relay reads the body, no parser before it
  'every path', // the host passes on requests whose path is not the relay's
  'every method', // the host passes on methods that are refused
  'any host', // the header Host reaches the relay as it was sent
  'invalid media types', // a request without a media type, or with a wrong one, reaches the relay
  'slash at the end', // a path with one is not redirected
  'empty headers', // a header without a value reaches the relay
];

export const PATH = '/v1/auth/token/revoke';
export const CLIENT_ID = '2242b79d-f2cf-4ccc-ada1-e890bd1a9f0d';

/** For one case, and for making a host ready, in milliseconds. */
const LONGEST = 60_000;
const TO_OPEN = 300_000;

/**
 * Declares a test for each case.
 *
 * @param {string} name of the host
 * @param {() => Promise<{ send: Function, lacks?: string[] }>} open makes the host ready; `send` is that of a transport
 * @param {string} recorder the recorder's address, and `mock` the mock server's
 */
export function runTable(name, open, recorder, mock) {
  describe(name, { concurrency: 8 }, () => {
    // A host may have to be built first.
    before(open, { timeout: TO_OPEN });
    for (const [topic, cases] of Object.entries(TOPICS)) {
      for (const { name: what, needs = [], run } of cases) {
        test(`${topic}: ${what}`, { timeout: LONGEST }, async (t) => {
          const { send, lacks = [] } = await open();
          const needed = [needs].flat();
          assert.ok([...needed, ...lacks].every((name) => CAPABILITIES.includes(name)));
          const lacking = needed.find((need) => lacks.includes(need));
          if (lacking) t.skip(`it needs ${lacking}`);
          else await run(new Setting(send, recorderAt(recorder, fetch), mock));
        });
      }
    }
  });
}

/** What a case is run with. */
class Setting {
  #send;
  #recorder;

  constructor(send, recorder, mock) {
    this.#send = send;
    this.#recorder = recorder;
    this.mock = mock;
  }

  /** A relay of its own, in front of the mock server. A case that waits for the end of a time sets that time itself. */
  relay({ options = {}, ...rest } = {}) {
    const defaults = { baseUrl: this.mock, clientId: CLIENT_ID, timeout: 30_000, hookTimeout: 30_000 };
    const profile = { id: randomUUID(), options: { ...defaults, ...options }, ...rest };
    return new ScriptedRelay(this.#send, profile);
  }

  /** A relay in front of scripted answers; `requests()` is what the vendor got. */
  async scripted(answers, { options = {}, ...rest } = {}) {
    const { baseUrl, ...vendor } = await this.#recorder.script(...answers);
    return Object.assign(this.relay({ options: { baseUrl, ...options }, ...rest }), vendor);
  }
}

class ScriptedRelay {
  #send;
  #profile;

  constructor(send, profile) {
    this.#send = send;
    this.#profile = JSON.stringify(profile);
  }

  /** Sends a valid request, changed by these members. Resolves with `{ status, headers, text, body, gate }`. */
  async send({ method = 'POST', path = `/relay${PATH}`, headers = {}, token = newToken(), ...rest } = {}) {
    const body = 'body' in rest ? rest.body : JSON.stringify({ access_token: token });
    const all = { 'content-type': 'application/json', ...headers, 'x-profile': this.#profile };
    for (const name of Object.keys(all)) if (all[name] === undefined) delete all[name];
    const answer = await this.#send({ ...rest, method, path, headers: all, body });
    let parsed;
    try {
      parsed = JSON.parse(answer.text);
    } catch {
      // An answer without JSON.
    }
    return { ...answer, body: parsed, gate: answer.headers['x-nomba-revoke-relay'] };
  }

  /** What the hooks of this relay have met. */
  async log() {
    const { body } = await this.send({ headers: { 'x-control': 'log' } });
    return body;
  }

  /** Waits until what the hooks have met is as it should be. */
  async untilLog(condition) {
    while (!condition(await this.log())) await wait(20);
  }

  /** Ends the hooks that are `held`. */
  async release() {
    await this.send({ headers: { 'x-control': 'release' } });
  }
}

export function newToken() {
  return randomBytes(200).toString('hex');
}
