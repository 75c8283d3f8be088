// A relay that does what each request asks for, so that one table of cases can run in any host. Uses nothing but what
// browsers, Node, Deno, Bun and workerd share.
//
// The header `x-profile` has, as JSON, the options of the relay and how its hooks behave. Requests with the same profile
// share a relay. The header `x-control: log` asks for what a profile's hooks have met, and `x-control: release` ends those
// that are `held`.

const NEVER = new Promise(() => {});
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** How a hook may behave, by name. */
const BEHAVIOURS = {
  yes: () => true,
  no: () => false,
  'yes later': async () => true,
  actor: (request) => ({ actor: request.headers.get('x-actor') ?? 'ada' }),
  'actor of another class': () => new (class Session { actor = 'grace'; })(),
  'empty actor': () => ({ actor: '' }),
  'number as actor': () => ({ actor: 7 }),
  'throwing actor': () => ({ get actor() { throw new Error('no actor'); } }),
  'truthy text': () => 'yes',
  null: () => null,
  nothing: () => undefined,
  response: () =>
    new Response('Not you.', {
      status: 401,
      headers: {
        'content-type': 'text/plain',
        'www-authenticate': 'Basic',
        'x-own': 'kept',
        'access-control-allow-origin': '*',
        'cache-control': 'public',
        'x-nomba-revoke-relay': 'vendor',
      },
    }),
  'empty response': () => new Response(null, { status: 599 }),
  'response of success': () => new Response('{"code":"00"}'),
  'response of redirect': () => new Response(null, { status: 302, headers: { location: '/login' } }),
  'read response': async () => {
    const response = new Response('No.', { status: 401 });
    await response.text();
    return response;
  },
  throws: () => {
    throw new Error('a hook threw');
  },
  rejects: async () => {
    throw new Error('a hook rejected');
  },
  never: () => NEVER,
  'reads the body': async (request) => {
    await request.text();
    return true;
  },
};

/** A store one of whose reads throws. */
function throwsInGet(map, which) {
  let reads = 0;
  return {
    get(key) {
      reads += 1;
      return reads === which ? BEHAVIOURS.throws() : map.get(key);
    },
    set: (key, value) => void map.set(key, value),
  };
}

/** What a store may do, by name. Every one keeps what is set. */
const STORES = {
  map: (map) => ({
    get: (key) => map.get(key),
    set: (key, value) => void map.set(key, value),
  }),
  'later map': (map) => ({
    get: async (key) => map.get(key),
    set: async (key, value) => void map.set(key, value),
  }),
  'throws in get': (map) => ({ get: BEHAVIOURS.throws, set: (key, value) => void map.set(key, value) }),
  'throws in the first get': (map) => throwsInGet(map, 1),
  'throws in the second get': (map) => throwsInGet(map, 2),
  'throws in set': (map) => ({ get: (key) => map.get(key), set: BEHAVIOURS.throws }),
  rejects: () => ({ get: BEHAVIOURS.rejects, set: BEHAVIOURS.rejects }),
  never: () => ({ get: () => NEVER, set: () => NEVER }),
  nonsense: () => ({ get: () => ({ revoked: true }), set() {} }),
  'another text': () => ({ get: () => 'REVOKED', set() {} }),
};

/** `fetch` is what the relays send with. */
export function scriptedRelay(createRevokeRelay, fetch = globalThis.fetch) {
  const profiles = new Map();
  return async (request, context) => {
    const given = request.headers.get('x-profile');
    if (given === null) return new Response('There is no x-profile.', { status: 500 });
    if (!profiles.has(given)) profiles.set(given, makeProfile(createRevokeRelay, fetch, JSON.parse(given)));
    const { relay, log, release } = profiles.get(given);
    const control = request.headers.get('x-control');
    if (control === 'release') release();
    if (control !== null) return Response.json(log);
    return relay(request, context);
  };
}

function makeProfile(createRevokeRelay, fetch, { options, hooks = {}, store, prefer = [] }) {
  const log = { calls: [], audit: [], errors: [], store: [], approve: [], waitUntil: 0 };
  const all = { ...options };
  let isReleased = false;
  const behaviours = {
    ...BEHAVIOURS,
    // In workerd, one request can't resolve a promise of another one.
    held: async () => {
      while (!isReleased) await wait(20);
      return true;
    },
  };
  const behave = (name, ...given) => {
    log.calls.push(name);
    return behaviours[hooks[name] ?? 'yes'](...given);
  };
  all.authorize = (request, context) => {
    log.hasContext = context !== undefined && context !== null;
    return behave('authorize', request);
  };
  if (hooks.approve) {
    all.approve = ({ request, context, ...call }) => {
      log.approve.push(call);
      return behave('approve', request);
    };
  }
  if (hooks.clientId) {
    all.clientId = (request) => {
      const id = request.headers.get('x-client');
      if (hooks.clientId === 'header') return id;
      return behave('clientId', request);
    };
  }
  if (hooks.audit !== 'none') {
    all.audit = (entry) => {
      log.audit.push(entry);
      const { [entry.stage]: behaviour = 'nothing' } = hooks.audit?.[entry.actor] ?? hooks.audit ?? {};
      return behaviours[behaviour]();
    };
  }
  if (store) {
    const kept = STORES[store](new Map());
    all.store = {
      get(key) {
        log.store.push(['get', key]);
        return kept.get(key);
      },
      set(key, ...value) {
        log.store.push(['set', key, ...value]);
        return kept.set(key, ...value);
      },
    };
  }
  all.onError = (error) => {
    log.errors.push(`${error?.name}: ${error?.message}`);
    if (hooks.onError) return BEHAVIOURS[hooks.onError]();
    return undefined;
  };
  if (hooks.onError === 'none') delete all.onError;
  const preferences = [...prefer];
  all.fetch = (url, init) => {
    log.calls.push('fetch');
    const preference = preferences.shift();
    const headers = preference ? { ...init.headers, prefer: preference } : init.headers;
    return fetch(url, { ...init, headers });
  };
  const release = () => {
    isReleased = true;
  };
  return { relay: createRevokeRelay(all), log, release };
}
