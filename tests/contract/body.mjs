// A 200 is judged by its body.
import { equal, ok, rejection, same } from './assert.mjs';
import { REQUEST, refusal, spy } from './examples.mjs';

const LIMIT = 64 * 1024;

/** An object with the code for success, of so many bytes. */
function ofSize(bytes) {
  const start = '{"code":"00","x":"';
  return `${start}${'x'.repeat(bytes - start.length - 2)}"}`;
}

/** Bodies that say "revoked", and the description in them. */
const REVOKED = [
  [
    'the documented one',
    '{"code":"00","description":"Token revoked successfully"}',
    'Token revoked successfully',
  ],
  ['no description', '{"code":"00"}', null],
  ['a description that is no string', '{"code":"00","description":{"a":1}}', null],
  [
    'further members',
    '{"status":false,"data":null,"code":"00","description":"Success"}',
    'Success',
  ],
  ['blanks around it', ' \r\n{ "code" : "00" }\n', null],
  ['an escaped code', '{"code":"\\u0030\\u0030"}', null],
  ['64 KiB', ofSize(LIMIT), null],
];

/** Bodies that say something else. */
const NOT_REVOKED = ['01', '0', '000', '200', '', ' 00', '00 ', '00\u0000', 'OK', '٠٠'];

const UNEXPECTED = [
  ['no body', ''],
  ['a page', '<!doctype html><title>Welcome</title>'],
  ['null', 'null'],
  ['a string', '"00"'],
  ['a number', '0'],
  ['a list', '[{"code":"00"}]'],
  ['no code', '{"description":"Token revoked successfully"}'],
  ['an empty object', '{}'],
  ['a code that is a number', '{"code":0}'],
  ['a code that is null', '{"code":null}'],
  ['a code in a list', '{"code":["00"]}'],
  ['a code of another spelling', '{"Code":"00"}'],
  ['a code further down', '{"data":{"code":"00"}}'],
  ['a code on the prototype', '{"__proto__":{"code":"00"}}'],
  ['half an object', '{"code":"00"'],
  ['something behind the object', '{"code":"00"}}'],
  ['more than 64 KiB', ofSize(LIMIT + 1)],
];

async function scripted({ api, recorder }, answer, options) {
  const server = await recorder.script(answer);
  return api.revokeToken(REQUEST, { baseUrl: server.baseUrl, retries: 0, ...options });
}

async function failure(context, answer, options) {
  const error = await rejection(scripted(context, answer, options));
  ok(error instanceof context.api.RevokeTokenError, `${error} is a RevokeTokenError`);
  return error;
}

export const body = [
  ...REVOKED.map(([what, body, description]) => ({
    name: `revoked: ${what}`,
    async run(context) {
      same(
        await scripted(context, { body }),
        { code: '00', description, status: 200, rateLimit: null, attempts: 1 },
        'response',
      );
    },
  })),

  {
    name: 'another code is a NotRevokedError',
    async run(context) {
      for (const code of NOT_REVOKED) {
        const error = await failure(context, { body: JSON.stringify({ code, description: 'No' }) });
        same(
          [error.name, error.outcome, error.status, error.description],
          ['NotRevokedError', 'not_revoked', 200, 'No'],
          `the code ${JSON.stringify(code)}`,
        );
      }
      equal((await failure(context, { body: '{"code":"01"}' })).code, '01', 'code');
    },
  },

  ...UNEXPECTED.map(([what, body]) => ({
    name: `unexpected: ${what}`,
    async run(context) {
      const error = await failure(context, { body });
      same(
        [error.name, error.outcome, error.status],
        ['UnexpectedResponseError', 'unknown', 200],
        'name, outcome, status',
      );
    },
  })),

  {
    name: 'the size of a body that comes in many pieces is summed up',
    async run({ api }) {
      const piece = new Uint8Array(1024).fill(0x20);
      const pieces = (count) => {
        let left = count;
        return new Response(
          new ReadableStream({
            pull(controller) {
              left -= 1;
              controller.enqueue(left === 0 ? new TextEncoder().encode(ofSize(1024)) : piece);
              if (left === 0) controller.close();
            },
          }),
        );
      };
      await api.revokeToken(REQUEST, { fetch: spy(() => pieces(64)) });
      const error = await rejection(api.revokeToken(REQUEST, { fetch: spy(() => pieces(65)) }));
      equal(error.name, 'UnexpectedResponseError', 'name');
    },
  },

  {
    name: 'a body without end is given up, and not read on',
    async run({ api }) {
      let sent = 0;
      let cancelled = false;
      const endless = () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              sent += 1;
              controller.enqueue(new Uint8Array(16 * 1024).fill(0x20));
            },
            cancel() {
              cancelled = true;
            },
          }),
        );
      const error = await rejection(api.revokeToken(REQUEST, { fetch: spy(endless) }));
      same([error.name, cancelled], ['UnexpectedResponseError', true], 'name, cancelled');
      ok(sent < 10, `${sent} pieces were read`);
    },
  },

  {
    name: 'empty pieces without end are given up, though none adds to the size',
    async run({ api }) {
      // They settle at once, so that nothing else would ever have its turn.
      const read = async () => ({ done: false, value: new Uint8Array(0) });
      const body = { getReader: () => ({ read, cancel: async () => {} }) };
      const answer = { status: 200, headers: new Headers(), body };
      const error = await rejection(api.revokeToken(REQUEST, { fetch: spy(() => answer) }));
      equal(error.name, 'UnexpectedResponseError', 'name');
    },
  },

  {
    name: 'a character that is split between pieces is put together',
    async run({ api }) {
      const bytes = new TextEncoder().encode('{"code":"00","description":"\u{1f511} é"}');
      const one = () =>
        new Response(
          new ReadableStream({
            start(controller) {
              for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
              controller.close();
            },
          }),
        );
      const response = await api.revokeToken(REQUEST, { fetch: spy(one) });
      equal(response.description, '\u{1f511} é', 'description');
    },
  },

  {
    name: 'a truncated body is a NetworkError',
    needs: 'broken bodies',
    async run(context) {
      const error = await failure(context, { body: '{"code":"00"}', end: 'truncated' });
      same([error.name, error.outcome], ['NetworkError', 'unknown'], 'name, outcome');
      ok('cause' in error, 'it has a cause');
    },
  },

  {
    name: 'a body truncated inside of its JSON is never taken for an answer',
    async run(context) {
      const error = await failure(context, { body: '{"code":"00"', end: 'truncated' });
      ok(['NetworkError', 'UnexpectedResponseError'].includes(error.name), error.name);
      equal(error.outcome, 'unknown', 'outcome');
    },
  },

  {
    name: 'a body that never ends is a TimeoutError',
    async run(context) {
      const error = await failure(
        context,
        { body: '{"code":"00"}', end: 'open' },
        { timeout: 500 },
      );
      same([error.name, error.outcome], ['TimeoutError', 'unknown'], 'name, outcome');
    },
  },

  {
    name: 'an unusual description or code never changes the name',
    async run(context) {
      for (const body of [
        '{"code":["400"]}',
        '{"description":{}}',
        '{"code":1,"description":true}',
      ]) {
        const error = await failure(context, { ...refusal(400), body });
        same([error.name, error.code, error.description], ['RequestError', null, null], body);
      }
    },
  },

  {
    name: 'something with the shape of a Response will do',
    async run({ api }) {
      const headers = { get: (name) => ({ 'retry-after': '7' })[name] ?? null };
      const text = async () => '{"code":"00","description":"Done"}';
      const response = await api.revokeToken(REQUEST, {
        fetch: spy(() => ({ status: 200, headers, text })),
      });
      equal(response.description, 'Done', 'description');
      const refused = spy(() => ({ status: 403, headers, text }));
      const error = await rejection(api.revokeToken(REQUEST, { fetch: refused }));
      same(
        [error.name, error.status, error.retryAfter],
        ['AuthorizationError', 403, 7000],
        'error',
      );
    },
  },
];
