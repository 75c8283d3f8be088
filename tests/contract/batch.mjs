// Many tokens: what is read, what is sent, what is handed out, and how it ends.
import { equal, ok, rejection, same } from './assert.mjs';
import { CLIENT_ID, REQUEST, REVOKED, again, refusal, spy } from './examples.mjs';

/** Tokens and what `sha256sum` prints for each. */
const HASHES = [
  ['a'.repeat(300), '9835fa6bf4e20a9b9ea812506302e98982721a6cf8d2cae67af57129bf21ae90'],
  ['é'.repeat(300), '7250b66610f8b7dbd6f5e5426d2143bcba6d826cedb4bea8a358695da78db023'],
  ['🔑'.repeat(300), '60b5b10a4872806464ea8efa0fa9967abf56c970c1b0f8156cd23e42e2f6274d'],
  // A lone surrogate has no UTF-8; it counts as the replacement character.
  ['x'.repeat(299) + '\ud83d', '5c3369de0f2988abd72485dca88d322d79b1dab97b5e7991b50074433244c9af'],
  // One that stands across the end of what is hashed at once.
  ['x'.repeat(1_023) + '🔑', '8997cbe4de5e4d410c3a8d9fe4509b794d20907af1061d4378b0b17d85ff53eb'],
  ['ab'.repeat(700), 'c0aa76afe70d62eaf06346d2fe367f65024d7d991d93d5d8465fa6866de2de26'],
];

/** So many requests, no two alike. */
const requests = (count) =>
  Array.from({ length: count }, (_, at) => ({
    clientId: CLIENT_ID,
    access_token: `${at}.`.padEnd(300, 'x'),
  }));

/** All that an iteration yields, in the order of the input. */
async function all(iteration) {
  const outcomes = [];
  for await (const outcome of iteration) outcomes.push(outcome);
  return outcomes.sort((one, other) => one.index - other.index);
}

/** What an iteration yields before it rejects, and what it rejects with. */
async function untilRejected(iteration) {
  const outcomes = [];
  try {
    for await (const outcome of iteration) outcomes.push(outcome);
  } catch (reason) {
    return { outcomes, reason };
  }
  throw new Error('the iteration was to reject');
}

/** An input that records its calls. */
function watched(elements) {
  const log = { read: 0, closed: 0 };
  const iterator = elements[Symbol.iterator]();
  return Object.assign(log, {
    [Symbol.iterator]: () => ({
      next() {
        log.read += 1;
        return iterator.next();
      },
      return() {
        log.closed += 1;
        return {};
      },
    }),
  });
}

/** A `fetch` whose answers wait until they are let go. */
function held() {
  const waiting = [];
  const answered = () => new Promise((resolve) => waiting.push(resolve));
  const fetch = spy(async () => {
    await answered();
    return new Response(REVOKED.body, REVOKED);
  });
  return Object.assign(fetch, {
    release(count = waiting.length) {
      for (const resolve of waiting.splice(0, count)) resolve();
    },
  });
}

/** Time for whatever is going to happen by itself. */
const quiet = () => new Promise((resolve) => setTimeout(resolve, 50));

/** Without a pace, so that a case needs no patience. */
const AT_ONCE = { rateLimit: false };

const isRejected = ({ status }) => status === 'rejected';

export const batch = [
  {
    name: 'every token is revoked once, and named by its hash and index',
    async run({ api, recorder }) {
      const server = await recorder.script(REVOKED);
      const input = HASHES.map(([access_token]) => ({ clientId: CLIENT_ID, access_token }));
      const options = { baseUrl: server.baseUrl, validate: false };
      const outcomes = await all(api.revokeTokens(input, options));
      same(
        outcomes.map(({ index, tokenHash, status }) => ({ index, tokenHash, status })),
        HASHES.map(([, tokenHash], index) => ({ index, tokenHash, status: 'fulfilled' })),
        'outcomes',
      );
      const { code, status, attempts } = outcomes[0].value;
      same([code, status, attempts], ['00', 200, 1], 'value');
      const bodies = (await server.requests()).map(({ body }) => body);
      equal(new Set(bodies).size, HASHES.length, 'different bodies');
      equal(bodies.length, HASHES.length, 'requests');
    },
  },

  {
    name: 'any iterable will do, synchronous or not',
    async run({ api }) {
      const input = requests(3);
      const promises = input.map((request) => Promise.resolve(request));
      async function* later() {
        yield* promises;
      }
      for (const given of [input, new Set(input), input.values(), promises, later()]) {
        const fetch = spy();
        const outcomes = await all(api.revokeTokens(given, { fetch, ...AT_ONCE }));
        same(outcomes.map(({ status }) => status), Array(3).fill('fulfilled'), 'statuses');
        equal(fetch.calls.length, 3, 'calls');
      }
      same(await all(api.revokeTokens([], AT_ONCE)), [], 'outcomes of nothing');
    },
  },

  {
    name: 'it is an iterator that can be iterated, and starts with the first next',
    async run({ api }) {
      const input = watched(requests(2));
      const fetch = spy();
      const iteration = api.revokeTokens(input, { fetch, ...AT_ONCE });
      ok(iteration[Symbol.asyncIterator]() === iteration, 'it iterates itself');
      await quiet();
      same([input.read, fetch.calls.length], [0, 0], 'read, sent');
      // Asked twice before it has answered once.
      const steps = await Promise.all([iteration.next(), iteration.next(), iteration.next()]);
      same(
        steps.map(({ done, value }) => [done, value?.status]),
        [
          [false, 'fulfilled'],
          [false, 'fulfilled'],
          [true, undefined],
        ],
        'steps',
      );
    },
  },

  {
    name: 'the first request goes alone, and its answer sets the pace',
    async run({ api }) {
      const fetch = held();
      const done = all(api.revokeTokens(requests(5), { fetch }));
      await quiet();
      equal(fetch.calls.length, 1, 'calls before the first answer');
      while (fetch.calls.length < 5) {
        fetch.release();
        await quiet();
      }
      fetch.release();
      equal((await done).length, 5, 'outcomes');
    },
  },

  {
    name: 'who comes while others wait is sent after them, however late a timer is',
    async run({ api }) {
      const [first, second, third] = requests(3);
      let goOn;
      const input = async function* () {
        yield first;
        yield second;
        await new Promise((resolve) => (goOn = resolve));
        yield third;
      };
      const fetch = spy();
      const rateLimit = { limit: 1, window: 1_000 };
      const done = all(api.revokeTokens(input(), { fetch, rateLimit, concurrency: 3 }));
      await quiet();
      equal(fetch.calls.length, 1, 'calls in the first window');
      // No timer comes meanwhile.
      const end = Date.now() + 1.5 * rateLimit.window;
      while (Date.now() < end);
      goOn();
      equal((await done).length, 3, 'outcomes');
      const tokens = fetch.calls.map(([, init]) => JSON.parse(init.body).access_token);
      same(tokens, [first, second, third].map((request) => request.access_token), 'sent');
    },
  },

  {
    name: 'no more is read than concurrency allows, and no more is sent',
    async run({ api }) {
      for (const concurrency of [1, 3, undefined]) {
        const most = concurrency ?? 32;
        const input = watched(requests(100));
        const fetch = held();
        const iteration = api.revokeTokens(input, { fetch, concurrency, ...AT_ONCE });
        const first = iteration.next();
        await quiet();
        equal(input.read, most, 'read');
        ok(fetch.calls.length <= most, `${fetch.calls.length} calls`);
        // A caller that stops reading holds up the rest.
        while (fetch.calls.length < most) {
          fetch.release();
          await quiet();
        }
        fetch.release();
        await first;
        await quiet();
        equal(input.read, most, 'read after the first outcome');
        fetch.release();
        await iteration.return();
        equal(input.closed, 1, 'closed');
      }
    },
  },

  {
    name: 'an element that is no request is a rejected outcome at its index, and the rest go on',
    async run({ api }) {
      const throws = {
        clientId: CLIENT_ID,
        get access_token() {
          throw new Error('thrown on purpose');
        },
      };
      const [good, other] = requests(2);
      const short = { clientId: 'short', access_token: HASHES[0][0] };
      const fetch = spy();
      const input = [null, good, 5, throws, short, other];
      const outcomes = await all(api.revokeTokens(input, { fetch, ...AT_ONCE }));
      same(
        outcomes.map(({ index, status, reason }) => [index, status, reason?.name]),
        [
          [0, 'rejected', 'ValidationError'],
          [1, 'fulfilled', undefined],
          [2, 'rejected', 'ValidationError'],
          [3, 'rejected', 'ValidationError'],
          [4, 'rejected', 'ValidationError'],
          [5, 'fulfilled', undefined],
        ],
        'outcomes',
      );
      ok(outcomes[0].reason instanceof api.RevokeTokenError, 'a RevokeTokenError');
      same(
        [0, 2, 3, 4].map((at) => outcomes[at].tokenHash),
        [null, null, null, HASHES[0][1]],
        'hashes',
      );
      equal(fetch.calls.length, 2, 'calls');
    },
  },

  {
    name: 'a token that is too short to be sent is named by its hash too',
    async run({ api }) {
      const hashes = {
        '': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        short: 'f9b0078b5df596d2ea19010c001bbd009e651de2c57e8fb7e355f31eb9d3f739',
      };
      const input = Object.keys(hashes).map((access_token) => ({ access_token }));
      const fetch = spy();
      const outcomes = await all(api.revokeTokens(input, { fetch, ...AT_ONCE }));
      same(outcomes.map(({ tokenHash }) => tokenHash), Object.values(hashes), 'hashes');
      same([outcomes.every(isRejected), fetch.calls.length], [true, 0], 'rejected, calls');
    },
  },

  {
    name: 'one token’s failure does not end the others',
    async run({ api, recorder }) {
      const server = await recorder.script(refusal(401), REVOKED, refusal(404), REVOKED);
      const options = { baseUrl: server.baseUrl, concurrency: 1, ...AT_ONCE };
      const outcomes = await all(api.revokeTokens(requests(4), options));
      same(
        outcomes.map(({ reason }) => reason?.name),
        ['AuthenticationError', undefined, 'RecordNotFoundError', undefined],
        'errors',
      );
    },
  },

  {
    name: 'a 429 puts its token back and uses up no retry',
    async run({ api, recorder }) {
      const server = await recorder.script(again(429), again(429), REVOKED);
      const options = { baseUrl: server.baseUrl, retries: 0, concurrency: 1 };
      const outcomes = await all(api.revokeTokens(requests(2), options));
      same(
        outcomes.map(({ status, value }) => [status, value?.attempts]),
        [
          ['fulfilled', 3],
          ['fulfilled', 1],
        ],
        'outcomes',
      );
    },
  },

  {
    name: 'a server that asks for more patience than its window is not waited for',
    async run({ api, recorder }) {
      const server = await recorder.script(refusal(429, { 'retry-after': '3600' }));
      const [{ reason }] = await all(api.revokeTokens([REQUEST], { baseUrl: server.baseUrl }));
      same([reason.name, reason.retryAfter], ['RateLimitError', 3_600_000], 'reason');
    },
  },

  {
    name: 'other failures are retried as those of one token are',
    async run({ api, recorder }) {
      const server = await recorder.script(again(500), refusal(404));
      const [{ reason }] = await all(api.revokeTokens([REQUEST], { baseUrl: server.baseUrl }));
      same(
        [reason.name, reason.attempts, reason.outcome],
        ['RecordNotFoundError', 2, 'unknown'],
        'reason',
      );
    },
  },

  {
    name: 'the options of one call hold for each',
    async run({ api, recorder }) {
      const server = await recorder.script(REVOKED);
      const headers = new Map([['x-csrf', 'a']]).entries();
      const options = { baseUrl: server.baseUrl, accountId: 'account', headers };
      await all(api.revokeTokens(requests(2), options));
      for (const { headers } of await server.requests()) {
        same([headers.accountid, headers['x-csrf']], ['account', 'a'], 'headers');
      }
    },
  },

  {
    name: 'a wrong option rejects the first next, and nothing is read or sent',
    async run({ api }) {
      const fetch = spy();
      for (const wrong of [
        { concurrency: 0 },
        { concurrency: 1.5 },
        { concurrency: '4' },
        { concurrency: Infinity },
        { rateLimit: true },
        { rateLimit: 'fast' },
        { rateLimit: { limit: 0, window: 1000 } },
        { rateLimit: { limit: 15, window: 0 } },
        { rateLimit: { limit: 15 } },
        { rateLimit: { limit: NaN, window: 1000 } },
        { timeout: 0 },
        { pace: 1 },
      ]) {
        const input = watched(requests(1));
        const error = await rejection(api.revokeTokens(input, { fetch, ...wrong }).next());
        ok(error instanceof TypeError, `${error} is a TypeError`);
        const [name] = Object.keys(wrong);
        ok(error.message.includes(`"${name}"`), `${error.message} names ${name}`);
        equal(input.read, 0, 'read');
      }
      equal(fetch.calls.length, 0, 'calls');
    },
  },

  {
    name: 'what belongs to many tokens is refused for one',
    async run({ api }) {
      for (const wrong of [{ concurrency: 1 }, { rateLimit: false }]) {
        const fetch = spy();
        const error = await rejection(api.revokeToken(REQUEST, { fetch, ...wrong }));
        ok(error instanceof TypeError, `${error} is a TypeError`);
        ok(error.message.includes('revokeTokens'), error.message);
        equal(fetch.calls.length, 0, 'calls');
      }
    },
  },

  {
    name: 'what can’t be iterated rejects the first next',
    async run({ api }) {
      for (const wrong of [undefined, null, 5, REQUEST, JSON.stringify([REQUEST])]) {
        const error = await rejection(api.revokeTokens(wrong).next());
        ok(error instanceof TypeError, `${error} is a TypeError`);
        ok(error.message.includes('iterable'), error.message);
      }
    },
  },

  {
    name: 'an early end starts nothing new, closes the input and waits for what is in flight',
    async run({ api }) {
      for (const stop of [(it) => it.return('left'), (it) => rejection(it.throw('left'))]) {
        const input = watched(requests(10));
        const fetch = held();
        const options = { fetch, concurrency: 3, ...AT_ONCE };
        const iteration = api.revokeTokens(input, options);
        const first = iteration.next();
        await quiet();
        fetch.release(1);
        await first;
        await quiet();
        const sent = fetch.calls.length;
        let left;
        stop(iteration).then((value) => (left = value));
        await quiet();
        same([left, input.closed], [undefined, 1], 'left, closed');
        fetch.release();
        await quiet();
        same(left?.value ?? left, 'left', 'left with');
        equal(fetch.calls.length, sent, 'calls');
        same(await iteration.next(), { done: true, value: undefined }, 'the next');
      }
    },
  },

  {
    name: 'an early end waits for what is in flight, even where the input can’t be closed',
    async run({ api }) {
      const [request] = requests(1);
      const input = {
        [Symbol.iterator]: () => ({
          next: () => ({ done: false, value: request }),
          return() {
            throw new Error('not closed');
          },
        }),
      };
      const fetch = held();
      const iteration = api.revokeTokens(input, { fetch, concurrency: 2, ...AT_ONCE });
      const first = iteration.next();
      await quiet();
      fetch.release(1);
      await first;
      let reason;
      const left = rejection(iteration.return()).then((thrown) => (reason = thrown));
      await quiet();
      equal(reason, undefined, 'rejected with while one is in flight');
      fetch.release();
      await left;
      equal(reason.message, 'not closed', 'rejected with');
    },
  },

  {
    name: 'what still ends of one that was left is no news for the next',
    async run({ api }) {
      const before = held();
      const left = api.revokeTokens([{}, ...requests(1)], { fetch: before });
      await left.next();
      await quiet();
      const stopped = left.return();
      const [one, other] = requests(2);
      let goOn;
      const input = async function* () {
        yield one;
        await new Promise((resolve) => (goOn = resolve));
        yield other;
      };
      const fetch = held();
      const done = all(api.revokeTokens(input(), { fetch }));
      await quiet();
      before.release();
      await stopped;
      await quiet();
      goOn();
      await quiet();
      equal(fetch.calls.length, 1, 'calls before the first answer');
      while (fetch.calls.length < 2) {
        fetch.release();
        await quiet();
      }
      fetch.release();
      equal((await done).length, 2, 'outcomes');
    },
  },

  {
    name: 'an end before the first next does nothing',
    async run({ api }) {
      const input = watched(requests(1));
      const iteration = api.revokeTokens(input, AT_ONCE);
      same(await iteration.return(5), { done: true, value: 5 }, 'return');
      equal(input.read, 0, 'read');
    },
  },

  {
    name: 'an abort ends what is in flight as rejected outcomes, then the iteration',
    async run({ api }) {
      for (const reason of [new Error('enough'), 'a string']) {
        const input = watched(requests(10));
        const fetch = held();
        const controller = new AbortController();
        const { signal } = controller;
        const options = { fetch, signal, concurrency: 4, ...AT_ONCE };
        const ended = untilRejected(api.revokeTokens(input, options));
        await quiet();
        controller.abort(reason);
        const { outcomes, reason: thrown } = await ended;
        ok(Object.is(thrown, reason), 'the reason of the signal');
        equal(outcomes.length, 4, 'outcomes');
        ok(outcomes.every(isRejected), 'all rejected');
        ok(outcomes.every((outcome) => Object.is(outcome.reason, reason)), 'each with the reason');
        same([input.read, input.closed], [4, 1], 'read, closed');
        ok(fetch.calls.every(([, init]) => init.signal?.aborted !== false), 'requests stopped');
      }
    },
  },

  {
    name: 'an abort lets no one send who waited for those that it ends',
    async run({ api }) {
      const fetch = held();
      const controller = new AbortController();
      const rateLimit = { limit: 1000, window: 1000 };
      const options = { fetch, signal: controller.signal, rateLimit };
      const ended = untilRejected(api.revokeTokens(requests(3), options));
      await quiet();
      controller.abort('enough');
      equal((await ended).outcomes.length, 3, 'outcomes');
      equal(fetch.calls.length, 1, 'calls');
    },
  },

  {
    name: 'a signal that is aborted already rejects at once, and nothing is read',
    async run({ api }) {
      const input = watched(requests(1));
      const fetch = spy();
      const signal = AbortSignal.abort('too late');
      equal(await rejection(api.revokeTokens(input, { fetch, signal }).next()), 'too late');
      same([input.read, fetch.calls.length], [0, 0], 'read, sent');
    },
  },

  {
    name: 'an abort does not wait for an input that never answers',
    async run({ api }) {
      const input = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) };
      const controller = new AbortController();
      const next = api.revokeTokens(input, { signal: controller.signal }).next();
      await quiet();
      controller.abort('enough');
      equal(await rejection(next), 'enough');
    },
  },

  {
    name: 'an input that throws ends the iteration after the outcomes of what was read',
    async run({ api }) {
      const reason = new Error('no more');
      const input = function* () {
        yield* requests(3);
        throw reason;
      };
      const fetch = spy();
      const options = { fetch, ...AT_ONCE };
      const { outcomes, reason: thrown } = await untilRejected(api.revokeTokens(input(), options));
      ok(Object.is(thrown, reason), 'what the input threw');
      same(outcomes.map(({ status }) => status), Array(3).fill('fulfilled'), 'statuses');
    },
  },

  {
    name: 'an input that can’t be opened, or answers with nonsense, rejects',
    async run({ api }) {
      const reason = new Error('shut');
      const inputs = [
        {
          [Symbol.iterator]() {
            throw reason;
          },
        },
        {
          get [Symbol.asyncIterator]() {
            throw reason;
          },
        },
        { [Symbol.iterator]: () => ({ next: () => 5 }) },
        { [Symbol.iterator]: () => 5 },
      ];
      for (const input of inputs) {
        const thrown = await rejection(api.revokeTokens(input, { fetch: spy() }).next());
        ok(thrown === reason || thrown instanceof TypeError, String(thrown));
      }
    },
  },
];
