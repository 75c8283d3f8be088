// Which pages may call.
import assert from 'node:assert/strict';
import { refused } from './assert.mjs';

const ALLOWED = 'https://admin.example.com';

async function passes(relay, headers, what = JSON.stringify(headers)) {
  const { gate } = await relay.send({ headers });
  assert.equal(gate, 'vendor', what);
}

async function refuses(relay, headers) {
  refused(await relay.send({ headers }), 'origin', 403);
}

export const origin = [
  {
    name: 'a caller that is no page passes',
    run: (t) => passes(t.relay(), {}),
  },
  {
    name: 'Sec-Fetch-Site decides where it is there',
    async run(t) {
      const relay = t.relay();
      for (const site of ['same-origin', 'none']) {
        await passes(relay, { 'sec-fetch-site': site, origin: 'https://anything.example' });
        await passes(relay, { 'sec-fetch-site': site });
      }
      for (const site of ['same-site', 'cross-site', 'Same-Origin', 'nonsense', 'same-origin, same-origin']) {
        await refuses(relay, { 'sec-fetch-site': site });
        await refuses(relay, { 'sec-fetch-site': site, origin: 'http://127.0.0.1' });
      }
    },
  },
  {
    name: 'an allowed origin passes from every site, a similar one does not',
    async run(t) {
      const relay = t.relay({ options: { allowedOrigins: [ALLOWED] } });
      for (const site of ['same-site', 'cross-site']) {
        await passes(relay, { 'sec-fetch-site': site, origin: ALLOWED });
        for (const other of ['http://admin.example.com', 'https://admin.example.com:8443', 'https://admin.example.com.evil.example', 'null']) {
          await refuses(relay, { 'sec-fetch-site': site, origin: other });
        }
      }
      await passes(relay, { origin: ALLOWED });
    },
  },
  {
    name: 'without Sec-Fetch-Site, the host of the origin must be the host that was called',
    needs: 'any host',
    async run(t) {
      const relay = t.relay();
      for (const [host, origin] of [
        ['app.example', 'https://app.example'],
        ['app.example', 'http://app.example'],
        ['APP.example', 'https://app.EXAMPLE'],
        ['app.example:443', 'https://app.example'],
        ['app.example', 'https://app.example:443'],
        ['app.example:80', 'http://app.example'],
        ['app.example:8080', 'http://app.example:8080'],
        ['[::1]:3000', 'http://[::1]:3000'],
      ]) {
        await passes(relay, { host, origin }, `${origin} calls ${host}`);
      }
      for (const [host, origin] of [
        ['app.example', 'https://evil.example'],
        ['app.example', 'https://sub.app.example'],
        ['app.example:8080', 'http://app.example'],
        ['app.example', 'https://app.example:8443'],
        ['app.example:443', 'http://app.example'],
        ['app.example', 'foo://app.example'],
      ]) {
        await refuses(relay, { host, origin });
      }
    },
  },
  {
    name: 'an origin that is null, several or none is refused',
    needs: 'any host',
    async run(t) {
      const relay = t.relay();
      for (const origin of [
        'null',
        'app.example',
        'https://app.example, https://app.example',
        'https://app.example,https://app.example',
        'https://app.example https://app.example',
        'https://app.example/',
        'https://user@app.example',
        'https://app.example?x',
        'https://app.example#x',
        'https://',
      ]) {
        await refuses(relay, { host: 'app.example', origin });
      }
    },
  },
  {
    name: 'an empty origin is refused',
    needs: 'empty headers',
    run: (t) => refuses(t.relay(), { origin: '' }),
  },
  {
    name: 'X-Forwarded headers are not read',
    needs: 'any host',
    run: (t) =>
      refuses(t.relay(), {
        host: 'internal.example',
        origin: 'https://app.example',
        'x-forwarded-host': 'app.example',
        'x-forwarded-proto': 'https',
        forwarded: 'host=app.example;proto=https',
      }),
  },
  {
    name: 'a rebound name passes this gate, and is for authorize to refuse',
    needs: 'any host',
    async run(t) {
      const relay = t.relay({ hooks: { authorize: 'no' } });
      const rebound = { host: 'rebound.example', origin: 'https://rebound.example', 'sec-fetch-site': 'same-origin' };
      refused(await relay.send({ headers: rebound }), 'authorize', 403);
    },
  },
];
