// RevokeTokenError, as a caller sees and makes it.
import { equal, match, ok, rejection, same } from './assert.mjs';
import { REQUEST, refusal } from './examples.mjs';

/** What an error has that was made with nothing but its name. */
const DEFAULTS = {
  ValidationError: [null, 'not_revoked', 0],
  LoadError: [null, 'not_revoked', 0],
  RequestError: [400, 'not_revoked', 1],
  AuthenticationError: [401, 'not_revoked', 1],
  AuthorizationError: [403, 'not_revoked', 1],
  RecordNotFoundError: [404, 'not_revoked', 1],
  RateLimitError: [429, 'not_revoked', 1],
  ServerError: [500, 'unknown', 1],
  NotRevokedError: [200, 'not_revoked', 1],
  UnexpectedResponseError: [null, 'unknown', 1],
  NetworkError: [null, 'unknown', 1],
  TimeoutError: [null, 'unknown', 1],
};

const MEMBERS = {
  message: 'made by a caller',
  status: 418,
  code: 'c',
  description: 'd',
  issues: [{ path: ['clientId'], code: 'required', message: 'm' }],
  rateLimit: { limit: 1, remaining: 0, window: 1000 },
  retryAfter: 5,
  attempts: 7,
  outcome: 'unknown',
};

export const errors = [
  {
    name: 'an error of every name can be made',
    async run({ api: { RevokeTokenError } }) {
      for (const [name, [status, outcome, attempts]] of Object.entries(DEFAULTS)) {
        const error = new RevokeTokenError(name);
        ok(error instanceof Error && error instanceof RevokeTokenError, 'its classes');
        same(
          [error.name, error.status, error.outcome, error.attempts],
          [name, status, outcome, attempts],
          'name, status, outcome, attempts',
        );
        same(
          [error.code, error.description, error.issues, error.rateLimit, error.retryAfter],
          [null, null, [], null, null],
          'the rest',
        );
        ok(!('cause' in error), 'no cause');
        match(error.message, /\w/);
        match(String(error), new RegExp(`^${name}: `));
      }
    },
  },

  {
    name: 'an error is made with the members given',
    async run({ api: { RevokeTokenError } }) {
      const cause = new Error('below');
      const error = new RevokeTokenError('ServerError', { ...MEMBERS, cause });
      same(error.toJSON(), { name: 'ServerError', ...MEMBERS }, 'members');
      equal(error.cause, cause, 'cause');
      equal(new RevokeTokenError('ServerError', { status: null }).status, null, 'status');
      ok(
        'cause' in new RevokeTokenError('NetworkError', { cause: undefined }),
        'a cause that is undefined',
      );
    },
  },

  {
    name: 'another name is a TypeError',
    async run({ api: { RevokeTokenError } }) {
      for (const name of ['Error', 'toString', '__proto__', '', undefined, null, 5, {}]) {
        let thrown;
        try {
          new RevokeTokenError(name);
        } catch (error) {
          thrown = error;
        }
        equal(thrown?.constructor, TypeError, `the class of what ${String(name)} throws`);
        match(thrown.message, /must be one of .*ServerError/);
      }
    },
  },

  {
    name: 'an error in JSON has every member but cause and stack',
    async run({ api, recorder }) {
      const { baseUrl } = await recorder.script(refusal(404));
      const error = await rejection(api.revokeToken(REQUEST, { baseUrl }));
      const members = ['name', 'message', 'status', 'code', 'description'];
      members.push('issues', 'rateLimit', 'retryAfter', 'attempts', 'outcome');
      const json = JSON.parse(JSON.stringify(error));
      same(Object.keys(json).sort(), [...members].sort(), 'members');
      same(json, Object.fromEntries(members.map((name) => [name, error[name]])), 'values');
    },
  },

  {
    name: 'nothing else is an instance',
    async run({ api: { RevokeTokenError } }) {
      const others = [undefined, null, 5, 'ServerError', {}, [], new Error('x'), RevokeTokenError];
      others.push(Object.assign(new Error('x'), { name: 'ServerError', outcome: 'unknown' }));
      for (const other of others) equal(other instanceof RevokeTokenError, false, String(other));
    },
  },

  {
    name: 'a subclass recognises its own alone',
    async run({ api: { RevokeTokenError } }) {
      class Mine extends RevokeTokenError {}
      const mine = new Mine('ServerError');
      ok(mine instanceof Mine && mine instanceof RevokeTokenError, 'its own');
      equal(new RevokeTokenError('ServerError') instanceof Mine, false, 'another');
    },
  },

  {
    name: 'the stack begins with the error’s name, where there is a stack',
    async run({ api, recorder }) {
      const { baseUrl } = await recorder.script(refusal(404));
      const error = await rejection(api.revokeToken(REQUEST, { baseUrl }));
      // Only V8 writes the name and the message into it.
      if (/^\w*Error: /.test(error.stack)) match(error.stack, /^RecordNotFoundError: /);
    },
  },
];
