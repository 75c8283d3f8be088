// Libraries that people pass as `fetch`: those that throw for a status, and those that follow redirects whatever
// their options say.
//
// Environment: CONSUMER, the project that the package is installed in.
import { JSDOM } from 'jsdom';
import ky from 'ky';
import nodeFetch from 'node-fetch';
import { ofetch } from 'ofetch';
import { after, describe, test } from 'node:test';
import wretch from 'wretch';
import { equal, match, rejection, same } from '../contract/assert.mjs';
import { REQUEST, REVOKED, again, refusal } from '../contract/examples.mjs';
import { startRecorder } from '../contract/recorder.mjs';
import { recorderAt } from '../contract/recorder-client.mjs';
import { entries } from '../package/consumer.mjs';

const server = await startRecorder();
after(() => server.close());
const recorder = recorderAt(server.url, fetch);

// A polyfill that is built on XMLHttpRequest, over that of jsdom.
globalThis.XMLHttpRequest = new JSDOM('', { url: server.url }).window.XMLHttpRequest;
const { fetch: polyfill } = await import('whatwg-fetch');

/** Those that throw an error with the answer. `keeps`: whether they leave its body to be read. */
const THROWING = {
  ky: { fetch: (url, init) => ky(url, { ...init, retry: 0 }), keeps: true },
  // By itself it reads the body of a success as well.
  ofetch: { fetch: (url, init) => ofetch.raw(url, { ...init, retry: 0, responseType: 'stream' }), keeps: true },
  wretch: { fetch: (url, init) => wretch(url, init).fetch().res(), keeps: false },
};

/** Those that follow redirects. */
const FOLLOWING = {
  'the platform’s fetch': (url, init) => fetch(url, { ...init, redirect: 'follow' }),
  'node-fetch': (url, init) => nodeFetch(url, { ...init, redirect: 'follow' }),
  'whatwg-fetch': polyfill,
  ky: (url, init) => ky(url, { ...init, redirect: 'follow' }),
};

const STATUSES = {
  400: ['RequestError', 'not_revoked'],
  401: ['AuthenticationError', 'not_revoked'],
  403: ['AuthorizationError', 'not_revoked'],
  404: ['RecordNotFoundError', 'not_revoked'],
  422: ['RequestError', 'not_revoked'],
  429: ['RateLimitError', 'not_revoked'],
  503: ['ServerError', 'unknown'],
};

for (const [how, { revokeToken }] of Object.entries(entries)) {
  describe(`by ${how}`, () => {
    for (const [library, { fetch, keeps }] of Object.entries(THROWING)) {
      for (const [status, [name, outcome]] of Object.entries(STATUSES)) {
        test(`what ${library} throws for ${status} is a ${name}`, async () => {
          const { baseUrl, requests } = await recorder.script(refusal(Number(status)));
          const error = await rejection(revokeToken(REQUEST, { baseUrl, fetch, retries: 0 }));
          same([error.name, error.outcome, error.status], [name, outcome, Number(status)], 'name, outcome, status');
          equal(error.code, keeps ? status : null, 'code');
          equal(error.cause.response.status, Number(status), 'the status in the cause');
          equal((await requests()).length, 1, 'requests');
        });
      }

      test(`with ${library} a call is retried and resolves`, async () => {
        const { baseUrl } = await recorder.script(again(503), again(429), REVOKED);
        equal((await revokeToken(REQUEST, { baseUrl, fetch })).attempts, 3, 'attempts');
      });

      test(`what ${library} throws for a lost connection is a NetworkError`, async () => {
        const { baseUrl } = await recorder.script({ end: 'drop' });
        const error = await rejection(revokeToken(REQUEST, { baseUrl, fetch, retries: 0 }));
        same([error.name, error.outcome, error.status], ['NetworkError', 'unknown', null], 'name, outcome, status');
      });
    }

    for (const [library, fetch] of Object.entries(FOLLOWING)) {
      test(`what ${library} has from another address is no answer of the endpoint’s`, async () => {
        for (const status of [302, 307]) {
          const { baseUrl, requests } = await recorder.script({ status, redirect: true });
          const error = await rejection(revokeToken(REQUEST, { baseUrl, fetch }));
          same(
            [error.name, error.outcome, error.status, error.attempts],
            ['UnexpectedResponseError', 'unknown', 200, 1],
            'name, outcome, status, attempts',
          );
          match(error.message, /fetch followed a redirect/);
          equal((await requests()).filter(({ elsewhere }) => elsewhere).length, 1, 'requests there');
        }
      });

      test(`${library} serves where nothing is redirected`, async () => {
        const { baseUrl } = await recorder.script(again(503), REVOKED);
        equal((await revokeToken(REQUEST, { baseUrl, fetch })).code, '00', 'code');
      });
    }
  });
}
