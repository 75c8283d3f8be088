// The option `relay`: what is sent to a relay, and what its answers mean.
import { equal, match, ok, rejection, same } from './assert.mjs';
import { CLIENT_ID, REQUEST, REVOKED, TOKEN, spy } from './examples.mjs';

const RELAY = 'https://admin.example/api/nomba';
const SUCCESS = JSON.parse(REVOKED.body);

/** A `fetch` that answers with `x-nomba-revoke-relay` of that value, or without it. */
function answering(value, status, body = { code: String(status), description: 'The reason' }, further = {}) {
  const named = value === undefined ? {} : { 'x-nomba-revoke-relay': value };
  const headers = { 'content-type': 'application/json', ...named, ...further };
  return spy(() => new Response(JSON.stringify(body), { status, headers }));
}

/** How a call ends that is not revoked. */
async function endOf(api, fetch, options = {}) {
  const error = await rejection(
    api.revokeToken(REQUEST, { relay: RELAY, fetch, retries: 0, ...options }),
  );
  ok(error instanceof api.RevokeTokenError, 'it is a RevokeTokenError');
  return error;
}

const GATES = [
  ['path', 404, 'UnexpectedResponseError'],
  ['preflight', 403, 'AuthorizationError'],
  ['method', 405, 'UnexpectedResponseError'],
  ['origin', 403, 'AuthorizationError'],
  ['media-type', 415, 'UnexpectedResponseError'],
  ['authorize', 403, 'AuthorizationError'],
  ['authorize', 401, 'AuthenticationError'],
  ['authorize', 404, 'UnexpectedResponseError'],
  ['authorize', 422, 'RequestError'],
  ['authorize', 503, 'ServerError'],
  ['size', 413, 'UnexpectedResponseError'],
  ['body', 400, 'RequestError'],
  ['client', 403, 'AuthorizationError'],
  ['request', 400, 'RequestError'],
  ['approve', 403, 'AuthorizationError'],
  ['busy', 429, 'RateLimitError'],
  ['audit', 503, 'ServerError'],
  ['load', 500, 'ServerError'],
  ['internal', 500, 'ServerError'],
];

/** A header, a status, and the name and outcome that they stand for. */
const ANSWERS = [
  ['vendor', 404, 'RecordNotFoundError', 'not_revoked'],
  ['vendor', 429, 'RateLimitError', 'not_revoked'],
  ['vendor', 500, 'ServerError', 'unknown'],
  ['vendor', 418, 'UnexpectedResponseError', 'unknown'],
  ['doubt', 404, 'RecordNotFoundError', 'unknown'],
  ['doubt', 401, 'AuthenticationError', 'unknown'],
  ...GATES.map(([gate, status, name]) => [gate, status, name, 'not_revoked']),
  [undefined, 404, 'RecordNotFoundError', 'unknown'],
  [undefined, 403, 'AuthorizationError', 'unknown'],
  ['something else', 400, 'RequestError', 'unknown'],
  ['Vendor', 404, 'RecordNotFoundError', 'unknown'],
];

/** Answers of the relay's own in the place of one of the vendor's. */
const OWN = [
  ['network', 502, 'NetworkError'],
  ['timeout', 504, 'TimeoutError'],
  ['unexpected', 502, 'UnexpectedResponseError'],
];

export const relay = [
  {
    name: 'a request goes below the path of the relay, with one key for all attempts',
    async run({ api }) {
      const fetch = spy(() => new Response('', { status: 503, headers: { 'retry-after': '0' } }));
      await rejection(api.revokeToken(REQUEST, { relay: `${RELAY}/`, fetch }));
      const [first, second, third] = fetch.calls;
      equal(first[0], `${RELAY}/v1/auth/token/revoke`, 'the address');
      const keys = [first, second, third].map(([, init]) => init.headers['idempotency-key']);
      match(keys[0], /^[0-9a-f]{32}$/);
      same(keys, [keys[0], keys[0], keys[0]], 'the keys');
      await rejection(api.revokeToken(REQUEST, { relay: RELAY, fetch, retries: 0 }));
      ok(fetch.calls[3][1].headers['idempotency-key'] !== keys[0], 'another call has another key');
    },
  },

  {
    name: 'without the option there is no key, and the header means nothing',
    async run({ api }) {
      const fetch = answering('busy', 404);
      const error = await rejection(
        api.revokeToken(REQUEST, { baseUrl: RELAY, fetch, retries: 0 }),
      );
      equal(error.name, 'RecordNotFoundError', 'the name');
      equal(fetch.calls[0][1].headers['idempotency-key'], undefined, 'the key');
      const response = await api.revokeToken(REQUEST, {
        baseUrl: RELAY,
        fetch: answering('doubt', 200, SUCCESS),
      });
      equal(response.code, '00', 'the code');
    },
  },

  {
    name: 'the client id may be left out, and is checked where it is given',
    async run({ api }) {
      const fetch = answering('vendor', 200, SUCCESS);
      await api.revokeToken({ access_token: TOKEN }, { relay: RELAY, fetch });
      await api.revokeToken({ access_token: TOKEN, clientId: CLIENT_ID }, { relay: RELAY, fetch });
      same(
        fetch.calls.map(([, { body }]) => JSON.parse(body)),
        [{ access_token: TOKEN }, { clientId: CLIENT_ID, access_token: TOKEN }],
        'the bodies',
      );
      for (const clientId of ['short', 5, null]) {
        const error = await rejection(
          api.revokeToken({ clientId, access_token: TOKEN }, { relay: RELAY, fetch }),
        );
        equal(error.name, 'ValidationError', `${clientId}`);
      }
      const misspelled = { client_id: CLIENT_ID, access_token: TOKEN };
      const error = await rejection(api.revokeToken(misspelled, { relay: RELAY, fetch }));
      match(error.message, /client_id was given/);
      equal(fetch.calls.length, 2, 'requests');
    },
  },

  {
    name: 'only the vendor’s word revokes',
    async run({ api }) {
      const fetch = answering('vendor', 200, SUCCESS);
      const response = await api.revokeToken(REQUEST, { relay: RELAY, fetch });
      same([response.code, response.status], ['00', 200], 'code and status');
      const values = [undefined, 'doubt', 'network', 'timeout', 'unexpected', 'busy', 'other'];
      for (const value of values) {
        const error = await endOf(api, answering(value, 200, SUCCESS));
        same(
          [error.name, error.outcome],
          ['UnexpectedResponseError', 'unknown'],
          `name and outcome of ${value}`,
        );
      }
    },
  },

  ...ANSWERS.map(([value, status, name, outcome]) => ({
    name: `${value} and ${status} is a ${name}, ${outcome}`,
    async run({ api }) {
      const error = await endOf(api, answering(value, status));
      same(
        [error.name, error.outcome, error.status, error.code, error.description],
        [name, outcome, status, String(status), 'The reason'],
        'name, outcome, status, code, description',
      );
      if (GATES.some(([gate]) => gate === value)) {
        ok(error.message.includes(`relay gate ${value}`), error.message);
        // The causes and doubts of the vendor's own answers are not those of a gate.
        ok(!/Known causes|may or may not/.test(error.message), error.message);
      }
      if (value === undefined) match(error.message, /no relay answered/);
    },
  })),

  ...OWN.map(([value, status, name]) => ({
    name: `${value} is a ${name}, unknown, without the relay’s own status and texts`,
    async run({ api }) {
      const error = await endOf(api, answering(value, status));
      same(
        [error.name, error.outcome, error.status, error.code, error.description],
        [name, 'unknown', null, null, null],
        'name, outcome, status, code, description',
      );
      ok(!error.message.includes('The reason'), error.message);
    },
  })),

  {
    name: 'a doubt outlives a refusal at a gate',
    async run({ api }) {
      const answers = [['network', 502], ['busy', 429]];
      const fetch = spy(() => {
        const [value, status] = answers.shift();
        const headers = { 'x-nomba-revoke-relay': value, 'retry-after': '0' };
        return new Response(`{"code":"${status}"}`, { status, headers });
      });
      const error = await endOf(api, fetch, { retries: 1 });
      same([error.name, error.outcome], ['RateLimitError', 'unknown'], 'name and outcome');
    },
  },

  {
    name: 'the vendor’s headers that a relay passes on are read',
    async run({ api }) {
      const headers = {
        'x-rate-limit-limit': '40',
        'x-rate-limit-remaining': '0',
        'x-rate-limit-window': '1s',
        'retry-after': '31',
      };
      const error = await endOf(api, answering('vendor', 429, undefined, headers));
      same(error.rateLimit, { limit: 40, remaining: 0, window: 1000 }, 'the rate limit');
      equal(error.retryAfter, 31_000, 'retryAfter');
    },
  },

  {
    name: 'many tokens go through a relay, each under a key of its own',
    async run({ api }) {
      const fetch = answering('vendor', 200, SUCCESS);
      const requests = [1, 2, 3].map((digit) => ({ access_token: `${digit}${TOKEN.slice(1)}` }));
      const outcomes = [];
      for await (const outcome of api.revokeTokens(requests, { relay: RELAY, fetch })) {
        outcomes.push(outcome.status);
      }
      same(outcomes, ['fulfilled', 'fulfilled', 'fulfilled'], 'outcomes');
      const keys = fetch.calls.map(([, { headers }]) => headers['idempotency-key']);
      equal(new Set(keys).size, 3, 'keys');
    },
  },

  {
    name: 'a wrong relay, and what can’t stand beside one, is a TypeError',
    async run({ api }) {
      const fetch = spy();
      for (const options of [
        { relay: undefined },
        { relay: null },
        { relay: '' },
        { relay: 5 },
        { relay: 'https://api.nomba.com' },
        { relay: 'https://nomba.com/relay' },
        { relay: `${RELAY}/v1` },
        { relay: `${RELAY}/v1/auth/token/revoke/` },
        { relay: 'http://admin.example' },
        { relay: `${RELAY}?a=b` },
        { relay: RELAY, environment: 'sandbox' },
        { relay: RELAY, baseUrl: RELAY },
        { relay: RELAY, accountId: 'an account' },
        { relay: RELAY, headers: { 'Idempotency-Key': 'mine' } },
      ]) {
        const error = await rejection(api.revokeToken(REQUEST, { fetch, ...options }));
        ok(error instanceof TypeError, `${JSON.stringify(options)}: ${error}`);
        match(error.message, /relay|accountId|headers|environment/);
        const iteration = api.revokeTokens([REQUEST], { fetch, ...options });
        ok((await rejection(iteration.next())) instanceof TypeError, JSON.stringify(options));
      }
      equal(fetch.calls.length, 0, 'requests');
      // The same address is no relay's by other rules.
      await api.revokeToken(REQUEST, { baseUrl: `${RELAY}/v1`, fetch });
      ok((await rejection(api.revokeToken(REQUEST, { relay: `${RELAY}/v1`, fetch }))) instanceof TypeError, 'memo');
    },
  },

  {
    name: 'a URL is a relay, and an option of a class that has none is left out',
    async run({ api }) {
      const fetch = answering('vendor', 200, SUCCESS);
      await api.revokeToken(REQUEST, { relay: new URL(RELAY), fetch });
      class Given {
        fetch = fetch;
        baseUrl = RELAY;
      }
      await api.revokeToken(REQUEST, new Given());
      equal(fetch.calls.length, 2, 'requests');
    },
  },
];
