// What a call says about the token after two attempts: each pair of what the first met and what the
// last met.
import { equal, ok, rejection, same, withTimeout } from './assert.mjs';
import { REQUEST, REVOKED, again, refusal } from './examples.mjs';

/** What may go before a retry; `doubt`: whether the server may have revoked the token then. */
const FIRST = {
  429: { answer: again(429), doubt: false },
  500: { answer: again(500), doubt: true },
  'a lost connection': { answer: { end: 'drop' }, doubt: true },
  'a 200 that breaks off': {
    answer: { ...REVOKED, end: 'truncated' },
    doubt: true,
    needs: 'broken bodies',
  },
  'a time-out': { answer: { end: 'silent' }, doubt: true },
  'a 200 that never ends': { answer: { ...REVOKED, end: 'open' }, doubt: true },
};

/** What may come last; without a name, the call resolves. */
const LAST = {
  success: { answer: REVOKED },
  'another code': { answer: { body: '{"code":"01"}' }, name: 'NotRevokedError', doubt: false },
  'a malformed body': { answer: { body: '[]' }, name: 'UnexpectedResponseError', doubt: true },
  202: { answer: refusal(202), name: 'UnexpectedResponseError', doubt: true },
  400: { answer: refusal(400), name: 'RequestError', doubt: false },
  401: { answer: refusal(401), name: 'AuthenticationError', doubt: false },
  403: { answer: refusal(403), name: 'AuthorizationError', doubt: false },
  404: { answer: refusal(404), name: 'RecordNotFoundError', doubt: false },
  422: { answer: refusal(422), name: 'RequestError', doubt: false },
  429: { answer: refusal(429), name: 'RateLimitError', doubt: false },
  500: { answer: refusal(500), name: 'ServerError', doubt: true },
  'a lost connection': { answer: { end: 'drop' }, name: 'NetworkError', doubt: true },
  'a time-out': { answer: { end: 'silent' }, name: 'TimeoutError', doubt: true },
};

const pairs = Object.entries(FIRST).flatMap(([earlier, first]) =>
  Object.entries(LAST).map(([later, last]) => [earlier, first, later, last]),
);

export const outcome = [
  ...pairs.map(([earlier, first, later, last]) => {
    const expected = first.doubt || last.doubt ? 'unknown' : 'not_revoked';
    return {
      name: `${earlier}, then ${later}: ${last.name ? expected : 'revoked'}`,
      needs: first.needs,
      run: ({ api, recorder }) =>
        withTimeout(async (timeout) => {
          const server = await recorder.script(first.answer, last.answer);
          const promise = api.revokeToken(REQUEST, { baseUrl: server.baseUrl, retries: 1, timeout });
          if (last.name === undefined) {
            const { code, attempts } = await promise;
            same([code, attempts], ['00', 2], 'code, attempts');
          } else {
            const error = await rejection(promise);
            ok(error instanceof api.RevokeTokenError, `${error} is a RevokeTokenError`);
            same(
              [error.name, error.outcome, error.attempts],
              [last.name, expected, 2],
              'name, outcome, attempts',
            );
          }
          equal((await server.requests()).length, 2, 'requests');
        }),
    };
  }),

  {
    name: 'a doubt stays however many refusals follow',
    async run({ api, recorder }) {
      const server = await recorder.script(again(502), again(429), again(429), refusal(404));
      const error = await rejection(
        api.revokeToken(REQUEST, { baseUrl: server.baseUrl, retries: 3 }),
      );
      same(
        [error.name, error.outcome, error.attempts],
        ['RecordNotFoundError', 'unknown', 4],
        'name, outcome, attempts',
      );
    },
  },

  {
    name: 'a refused connection counts as a lost one',
    async run({ api }) {
      // Nothing listens on the port for "discard", and browsers block it.
      const baseUrl = 'http://127.0.0.1:9';
      const error = await rejection(api.revokeToken(REQUEST, { baseUrl, retries: 0 }));
      same([error.name, error.outcome], ['NetworkError', 'unknown'], 'name, outcome');
      ok('cause' in error, 'it has a cause');
    },
  },
];
