// What the status of an answer means.
import { equal, ok, rejection, same, withTimeout } from './assert.mjs';
import { REQUEST, REVOKED, refusal } from './examples.mjs';

const STATUSES = {
  400: ['RequestError', 'not_revoked'],
  401: ['AuthenticationError', 'not_revoked'],
  403: ['AuthorizationError', 'not_revoked'],
  404: ['RecordNotFoundError', 'not_revoked'],
  422: ['RequestError', 'not_revoked'],
  429: ['RateLimitError', 'not_revoked'],
  500: ['ServerError', 'unknown'],
  501: ['ServerError', 'unknown'],
  502: ['ServerError', 'unknown'],
  503: ['ServerError', 'unknown'],
  504: ['ServerError', 'unknown'],
  599: ['ServerError', 'unknown'],
  201: ['UnexpectedResponseError', 'unknown'],
  202: ['UnexpectedResponseError', 'unknown'],
  206: ['UnexpectedResponseError', 'unknown'],
  402: ['UnexpectedResponseError', 'unknown'],
  405: ['UnexpectedResponseError', 'unknown'],
  409: ['UnexpectedResponseError', 'unknown'],
  410: ['UnexpectedResponseError', 'unknown'],
  418: ['UnexpectedResponseError', 'unknown'],
  451: ['UnexpectedResponseError', 'unknown'],
};

/** Bodies without a code, with the error that they lead to. */
const BODIES_WITHOUT_CODE = [
  ['no body', { body: '' }],
  ['a page', { headers: { 'content-type': 'text/html' }, body: '<h1>Bad Gateway</h1>' }],
  ['a list', { body: '["00"]' }],
  ['null', { body: 'null' }],
  ['numbers', { body: '{"code":400,"description":7}' }],
  ['half an object', { body: '{"code":"400","descr' }],
  ['over 64 KiB', { body: `{"code":"400","x":"${'x'.repeat(65536)}"}` }],
  ['a truncated body', { body: '{"code":"400"', end: 'truncated' }],
];

async function failure({ api, recorder }, answer, options) {
  const server = await recorder.script(answer);
  const error = await rejection(
    api.revokeToken(REQUEST, { baseUrl: server.baseUrl, retries: 0, ...options }),
  );
  ok(error instanceof api.RevokeTokenError, `${error} is a RevokeTokenError`);
  return error;
}

export const status = [
  ...Object.entries(STATUSES).map(([status, [name, outcome]]) => ({
    name: `${status} is a ${name}, ${outcome}`,
    async run(context) {
      const error = await failure(context, refusal(Number(status)));
      same(
        [error.name, error.outcome, error.status, error.code, error.description, error.attempts],
        [name, outcome, Number(status), status, 'The reason', 1],
        'name, outcome, status, code, description, attempts',
      );
      same(
        [error.issues, error.rateLimit, error.retryAfter, error.cause],
        [[], null, null, undefined],
        'issues, rateLimit, retryAfter, cause',
      );
      ok(
        error.message.includes(status) && error.message.includes('The reason'),
        'a message that says it',
      );
    },
  })),

  {
    name: 'the code "00" means nothing beside another status',
    async run(context) {
      for (const [status, [name, outcome]] of Object.entries(STATUSES)) {
        const error = await failure(context, { ...REVOKED, status: Number(status) });
        same([error.name, error.outcome, error.code], [name, outcome, '00'], `${status}`);
      }
    },
  },

  {
    name: '204 and 205 are no success either',
    async run(context) {
      for (const status of [204, 205]) {
        const error = await failure(context, { status });
        same(
          [error.name, error.outcome, error.status],
          ['UnexpectedResponseError', 'unknown', status],
          `${status}`,
        );
      }
    },
  },

  ...BODIES_WITHOUT_CODE.map(([what, answer]) => ({
    name: `a refusal keeps its name with ${what}`,
    async run(context) {
      for (const status of [400, 401, 403, 404, 422, 429, 500, 502]) {
        const [name, outcome] = STATUSES[status];
        const error = await failure(context, { ...answer, status });
        same(
          [error.name, error.outcome, error.status, error.code, error.description],
          [name, outcome, status, null, null],
          'name, outcome, status, code, description',
        );
      }
    },
  })),

  {
    name: 'a refusal keeps its name where its body never ends',
    run: ({ api, recorder }) =>
      withTimeout(async (timeout) => {
        const server = await recorder.script({ status: 404, body: '{"code":', end: 'open' });
        const error = await rejection(api.revokeToken(REQUEST, { baseUrl: server.baseUrl, timeout }));
        same(
          [error.name, error.outcome, error.status, error.code, error.attempts],
          ['RecordNotFoundError', 'not_revoked', 404, null, 1],
          'name, outcome, status, code, attempts',
        );
        equal((await server.requests()).length, 1, 'requests');
      }),
  },
];
