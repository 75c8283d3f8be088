// The way through a proxy, which the variables of the environment name.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, test } from 'node:test';
import { findProxy } from '../../cli/proxy.js';
import { WrongUse } from '../../cli/exit.js';
import {
  file,
  hashOf,
  lastLines,
  linesOf,
  newClient,
  newReport,
  outcomes,
  run,
  serve,
  token,
  tokens,
} from './cli.mjs';
import { closedPort, hasOpenssl, makeCertificate, serveTls, startProxy } from './proxies.mjs';

const NOMBA = new URL('https://api.nomba.com');

/** Of each: the server, the variables, and the proxy that is used, or `null` for none. */
const FOUND = {
  'HTTPS_PROXY for https': ['https://a.example', { HTTPS_PROXY: 'http://p:1' }, 'http://p:1'],
  'https_proxy as well': ['https://a.example', { https_proxy: 'http://p:1' }, 'http://p:1'],
  'the lower case before the upper one': [
    'https://a.example',
    { HTTPS_PROXY: 'http://upper:1', https_proxy: 'http://lower:1' },
    'http://lower:1',
  ],
  'HTTP_PROXY for https without HTTPS_PROXY': [
    'https://a.example',
    { HTTP_PROXY: 'http://p:1' },
    'http://p:1',
  ],
  'HTTPS_PROXY before HTTP_PROXY for https': [
    'https://a.example',
    { HTTP_PROXY: 'http://q:1', HTTPS_PROXY: 'http://p:1' },
    'http://p:1',
  ],
  'HTTPS_PROXY not for http': ['http://127.0.0.1:1', { HTTPS_PROXY: 'http://p:1' }, undefined],
  'HTTP_PROXY for a loopback address': ['http://127.0.0.1:1', { HTTP_PROXY: 'p' }, 'http://p'],
  'nothing where nothing is set': ['https://a.example', {}, undefined],
  'ALL_PROXY not at all': ['https://a.example', { ALL_PROXY: 'http://p:1' }, undefined],
  'none where the value is empty': ['https://a.example', { HTTPS_PROXY: '' }, null],
  'none where HTTPS_PROXY is empty beside HTTP_PROXY': [
    'https://a.example',
    { HTTPS_PROXY: '', HTTP_PROXY: 'http://p:1' },
    null,
  ],
  'an address without a scheme': [
    'https://a.example',
    { HTTPS_PROXY: 'p.example:1' },
    'http://p.example:1',
  ],
  'an address with white space around it': [
    'https://a.example',
    { HTTPS_PROXY: ' http://p:1/\r\n' },
    'http://p:1',
  ],
  'a proxy over TLS': ['https://a.example', { HTTPS_PROXY: 'https://p:1' }, 'https://p:1'],
};

/** Lists, each with servers that it names and servers that it doesn't. */
const EXCEPTIONS = {
  '*': [['https://a.example', 'https://10.1.2.3', 'https://[::1]'], []],
  'a.example': [
    ['https://a.example', 'https://a.example:8443', 'https://b.a.example', 'https://A.example.'],
    ['https://ba.example', 'https://a.example.org'],
  ],
  '.a.example': [['https://a.example', 'https://b.a.example'], ['https://ba.example']],
  '*.a.example': [['https://b.a.example', 'https://c.b.a.example'], ['https://ba.example']],
  'a.example:8443': [['https://a.example:8443'], ['https://a.example', 'https://a.example:84']],
  'a.example:443': [['https://a.example'], ['https://a.example:8443', 'http://a.example']],
  ' x.example ,\ta.example b.example,': [
    ['https://x.example', 'https://a.example', 'https://b.example'],
    ['https://c.example'],
  ],
  'A.EXAMPLE': [['https://a.example'], []],
  '127.0.0.1': [['http://127.0.0.1:8080'], ['http://127.0.0.11:8080', 'http://localhost:8080']],
  localhost: [['http://localhost:8080'], ['http://127.0.0.1:8080']],
  '10.0.0.0/8,192.168.7.0/24': [
    ['https://10.1.2.3', 'https://192.168.7.9:8443'],
    ['https://11.1.2.3', 'https://192.168.8.9', 'https://a.example'],
  ],
  '::1': [['http://[::1]:8080'], ['http://[::2]:8080']],
  '[::1]:8080': [['http://[::1]:8080'], ['http://[::1]:8081']],
  '2001:db8::/32': [['https://[2001:db8::7]'], ['https://[2001:db9::7]', 'https://10.0.0.1']],
  'nonsense/99, 10.0.0.0/x, :, /, .': [[], ['https://a.example', 'https://10.0.0.1']],
  '': [[], ['https://a.example']],
};

const SECRET = 'hunter2';
const MALFORMED = {
  'an address with nothing after its scheme': 'http://',
  'a port that is none': `http://me:${SECRET}@proxy.example:99999`,
  'a slash in a password': `http://me:1/${SECRET}@proxy.example:3128`,
  'a number sign in a password': `http://me:1#${SECRET}@proxy.example:3128`,
  'a question mark in a password': `http://me:1?${SECRET}@proxy.example:3128`,
  'a slash in a password that is no port': `http://me:${SECRET}/x@proxy.example:3128`,
  'a scheme of another kind': `ftp://me:${SECRET}@proxy.example`,
  'white space inside': `http://me:${SECRET}@proxy example`,
};

describe('Of the variables, the command takes', () => {
  for (const [name, [server, environment, origin]] of Object.entries(FOUND)) {
    test(name, () => {
      assert.equal(findProxy(new URL(server), environment)?.origin, origin);
    });
  }

  for (const [list, [direct, proxied]] of Object.entries(EXCEPTIONS)) {
    test(`NO_PROXY=${JSON.stringify(list)}`, () => {
      for (const name of ['NO_PROXY', 'no_proxy']) {
        const environment = { HTTP_PROXY: 'http://p:1', [name]: list };
        for (const server of direct) {
          assert.equal(findProxy(new URL(server), environment).origin, null, server);
        }
        for (const server of proxied) {
          assert.equal(findProxy(new URL(server), environment).origin, 'http://p:1', server);
        }
      }
    });
  }

  test('the user name and the password, and keeps them out of the address', () => {
    for (const [given, expected] of [
      ['me:secret', 'me:secret'],
      ['me', 'me:'],
      ['me:p%40ss%2F', 'me:p@ss/'],
      ['me:100%', 'me:100%'],
      [':secret', ':secret'],
    ]) {
      const proxy = findProxy(NOMBA, { HTTPS_PROXY: `http://${given}@p:1` });
      const [kind, credentials] = proxy.authorization.split(' ');
      assert.equal(kind, 'Basic');
      assert.equal(Buffer.from(credentials, 'base64').toString(), expected);
      assert.equal(proxy.origin, 'http://p:1');
    }
  });

  for (const [name, value] of Object.entries(MALFORMED)) {
    test(`not ${name}, and doesn't repeat it`, () => {
      assert.throws(
        () => findProxy(NOMBA, { HTTPS_PROXY: value }),
        (error) =>
          error instanceof WrongUse &&
          error.message.startsWith('HTTPS_PROXY is not the address of a proxy') &&
          !error.message.includes(SECRET),
      );
    });
  }

  test('no malformed value where another way is taken', () => {
    const environment = { HTTPS_PROXY: 'http://', NO_PROXY: 'nomba.com' };
    assert.equal(findProxy(NOMBA, environment).origin, null);
    assert.equal(findProxy(new URL('http://127.0.0.1:1'), environment), undefined);
  });
});

describe('A malformed proxy is wrong use', { concurrency: 4 }, () => {
  for (const [name, value, sentence] of [
    ['which is a SOCKS proxy', `socks5://me:${SECRET}@127.0.0.1:1080`, /https_proxy names a SOCKS/],
    ['which has no host', `http://:${SECRET}@`, /https_proxy is not the address of a proxy/],
  ]) {
    test(name, async () => {
      const report = newReport();
      const given = [file(token()), '--environment', 'sandbox', '--client-id', newClient()];
      const end = await run([...given, '--yes', '--report', report], {
        env: { https_proxy: value },
      });
      assert.match(end.stderr, sentence);
      assert.equal(end.status, 2);
      assert.ok(!(end.stderr + end.stdout).includes(SECRET));
      assert.ok(!existsSync(report));
    });
  }

  test('in a dry run, too, which names the proxy and asks it nothing', async () => {
    const { asked, url } = await startProxy();
    const dry = [file(token()), '--environment', 'production', '--client-id', newClient()];
    const good = await run([...dry, '--dry-run'], { env: { HTTPS_PROXY: url } });
    assert.equal(good.status, 0, good.stderr);
    assert.ok(good.stderr.includes(`through the proxy ${url} (HTTPS_PROXY)`), good.stderr);
    const direct = await run([...dry, '--dry-run'], {
      env: { HTTPS_PROXY: url, NO_PROXY: '.nomba.com' },
    });
    assert.doesNotMatch(direct.stderr, /proxy/);
    const bad = await run([...dry, '--dry-run'], { env: { HTTPS_PROXY: 'http://' } });
    assert.equal(bad.status, 2);
    assert.deepEqual(asked, []);
  });
});

describe('A run', { concurrency: 4 }, () => {
  /** A server and a proxy to it, with the arguments for a run. */
  async function prepare(settings, answer = () => ({})) {
    const seen = [];
    const server = await serve((token, number, headers) => {
      seen.push(token);
      return answer(token, number, headers);
    });
    const target = Number(new URL(server.url).port);
    const proxy = await startProxy({ target, ...settings });
    const report = newReport();
    const list = tokens(3);
    const given = [file(list.join('\n')), ...server.to, '--report', report];
    return { seen, server, proxy, report, list, given };
  }

  for (const name of ['HTTP_PROXY', 'http_proxy']) {
    test(`goes through the proxy that ${name} names, to a loopback address as well`, async () => {
      const { seen, server, proxy, report, list, given } = await prepare();
      const end = await run(given, { env: { [name]: proxy.url } });
      assert.equal(end.status, 0, end.stderr + end.stdout);
      assert.deepEqual(outcomes(report, list), Array(3).fill('revoked'));
      assert.deepEqual(new Set(seen), new Set(list));
      assert.deepEqual(new Set(proxy.asked), new Set([`CONNECT ${new URL(server.url).host}`]));
      assert.ok(end.stderr.includes(`  through the proxy ${proxy.url} (${name})\n`), end.stderr);
    });
  }

  test('goes past it where NO_PROXY names the host', async () => {
    for (const exceptions of ['127.0.0.1', '*', '127.0.0.0/8']) {
      const { proxy, given } = await prepare();
      const end = await run(given, {
        // Node's own proxy is off then: it doesn't know networks.
        env: { HTTP_PROXY: proxy.url, NO_PROXY: exceptions, NODE_USE_ENV_PROXY: '1' },
      });
      assert.equal(end.status, 0, end.stderr + end.stdout);
      assert.deepEqual(proxy.asked, []);
      assert.doesNotMatch(end.stderr, /proxy/);
    }
  });

  test('asks it once where Node would use it, too', async () => {
    const { server, proxy, given } = await prepare();
    const end = await run(given, { env: { HTTP_PROXY: proxy.url, NODE_USE_ENV_PROXY: '1' } });
    assert.equal(end.status, 0, end.stderr + end.stdout);
    assert.deepEqual(new Set(proxy.asked), new Set([`CONNECT ${new URL(server.url).host}`]));
  });

  test('sends user name and password to the proxy, and to nobody else', async () => {
    const seen = [];
    const prepared = await prepare({ credentials: `me:p@ss${SECRET}` }, (_, number, headers) => {
      seen.push(headers);
      // The answer is the server's, and may say anything.
      return number > 1 ? { status: 404, body: { code: '404', description: 'No' } } : {};
    });
    const env = { HTTP_PROXY: prepared.proxy.url.replace('//', `//me:p%40ss${SECRET}@`) };
    const end = await run(prepared.given, { env });
    assert.equal(end.status, 1);
    assert.match(end.stdout, /1 revoked, 2 refused/);
    assert.ok(!(end.stderr + end.stdout).includes(SECRET));
    assert.doesNotMatch(JSON.stringify(seen), /proxy-authorization|hunter2/i);
  });

  for (const [name, settings, credentials, sentences] of [
    [
      'wants a password',
      { credentials: 'me:secret' },
      '',
      [
        /answered 407\)/,
        /wants a user name and a password: HTTP_PROXY=http:\/\/USER:PASSWORD@HOST:PORT/,
      ],
    ],
    [
      'wants another password',
      { credentials: 'me:secret' },
      `me:${SECRET}@`,
      [/answered 407\)/, /does not accept the user name and password in HTTP_PROXY/],
    ],
    [
      'refuses',
      { answer: (socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\nNo access for hunter2') },
      '',
      [/answered 403\)/, /does not let this machine reach the server/],
    ],
    [
      'finds no server',
      { answer: (socket) => socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n') },
      '',
      [/answered 502\)/],
    ],
    [
      'says nothing and closes',
      { answer: (socket) => setTimeout(() => socket.destroy(), 20) },
      '',
      [/closed the connection: (UND_ERR_SOCKET|ECONNRESET)\)/, /Check HTTP_PROXY/],
    ],
    [
      'is no proxy',
      { answer: (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n') },
      '',
      [/can't be reached: HPE_[A-Z_]+\)/],
    ],
  ]) {
    test(`says that nothing was sent, and why, where the proxy ${name}`, async () => {
      const { seen, proxy, report, list, given } = await prepare(settings);
      const env = { HTTP_PROXY: proxy.url.replace('//', `//${credentials}`) };
      const end = await run(given, { env });
      assert.equal(end.status, 1);
      assert.match(
        end.stdout,
        /^0 revoked, 0 refused, 0 unknown, 3 not sent \(3 stopped at the proxy\)\.$/m,
      );
      assert.ok(
        end.stdout.includes(`3 x NetworkError: Nothing was sent (the proxy ${proxy.url} `),
        end.stdout,
      );
      for (const sentence of sentences) assert.match(end.stdout, sentence);
      assert.match(end.stderr, /To go on:\n.*--resume/);
      assert.ok(!(end.stderr + end.stdout).includes(SECRET));
      assert.deepEqual(outcomes(report, list), Array(3).fill('not_sent'));
      assert.deepEqual(seen, []);
      // Each of three attempts asks once.
      assert.equal(proxy.asked.length, 9);
    });
  }

  test('says so where nobody listens at its address', async () => {
    const { report, list, given } = await prepare();
    const url = `http://127.0.0.1:${await closedPort()}`;
    const end = await run(given, { env: { HTTP_PROXY: url } });
    assert.equal(end.status, 1);
    assert.ok(
      end.stdout.includes(`Nothing was sent (the proxy ${url} can't be reached: ECONNREFUSED)`),
      end.stdout,
    );
    assert.deepEqual(outcomes(report, list), Array(3).fill('not_sent'));
  });

  test('says so where the proxy never answers', async () => {
    const { proxy, report, list, given } = await prepare({ answer: () => {} });
    const end = await run(given, { env: { HTTP_PROXY: proxy.url } });
    assert.equal(end.status, 1);
    assert.match(end.stdout, /Nothing was sent \(the proxy http:\S+ does not answer\)/);
    assert.deepEqual(outcomes(report, list), Array(3).fill('not_sent'));
  });

  test('calls a token unknown where the proxy drops the connection in the middle of the answer', async () => {
    const { seen, proxy, report, list, given } = await prepare({ longestAnswer: 60 });
    const end = await run(given, { env: { HTTP_PROXY: proxy.url } });
    assert.equal(end.status, 1);
    assert.match(end.stdout, /0 revoked, 0 refused, 3 unknown, 0 not sent\./);
    assert.doesNotMatch(end.stdout, /Nothing was sent/);
    assert.deepEqual(outcomes(report, list), Array(3).fill('unknown'));
    assert.equal(new Set(seen).size, 3);
  });

  test('calls a token unknown where only a later attempt is stopped at the proxy', async () => {
    const refuseLater = (socket, number) => {
      if (number === 1) return false;
      socket.end('HTTP/1.1 503 Busy\r\n\r\n');
      return true;
    };
    const { seen, server, proxy, report } = await prepare({ answer: refuseLater }, () => undefined);
    const [one] = tokens(1);
    const given = [file(one), ...server.to, '--report', report];
    const end = await run(given, { env: { HTTP_PROXY: proxy.url } });
    assert.equal(end.status, 1);
    assert.match(end.stdout, /0 revoked, 0 refused, 1 unknown, 0 not sent\./);
    assert.match(end.stdout, /No whole answer arrived\..*\(the proxy \S+ answered 503\)/);
    assert.deepEqual(outcomes(report, [one]), ['unknown']);
    assert.deepEqual([seen.length, proxy.asked.length], [1, 3]);
  });

  test('keeps the line of an earlier run for a token that the proxy stops', async () => {
    const { server, report, list, given } = await prepare({}, (token) =>
      token === list[0] ? undefined : { status: 404, body: { code: '404', description: 'No' } },
    );
    const first = await run(given);
    assert.equal(first.status, 1);
    assert.deepEqual(outcomes(report, list), ['unknown', 'refused', 'refused']);
    const before = lastLines(report);
    const again = [given[0], ...server.to, '--resume', report];
    const end = await run(again, { env: { HTTP_PROXY: `127.0.0.1:${await closedPort()}` } });
    assert.equal(end.status, 1);
    assert.match(end.stdout, /^0 revoked, 2 refused, 1 unknown, 0 not sent\.$/m);
    const now = lastLines(report);
    for (const hash of list.map(hashOf)) {
      assert.deepEqual({ ...now.get(hash), time: 0 }, { ...before.get(hash), time: 0 });
    }
    assert.ok(linesOf(report).length >= 12);
  });

  test('reaches no address but loopback ones where the guard of the tests is loaded', async () => {
    // 192.0.2.0/24 is for documentation: there is nothing.
    const { given } = await prepare();
    const end = await run(given, { env: { HTTP_PROXY: 'http://192.0.2.1:3128' } });
    assert.equal(end.status, 86);
    assert.match(end.stderr, /A test tried to reach 192\.0\.2\.1/);
  });
});

describe('Over TLS', { concurrency: 4, skip: !hasOpenssl }, () => {
  const given = (host) => [
    ...[file(token()), '--base-url', `https://${host}`, '--client-id', newClient(), '--yes'],
    ...['--report', newReport()],
  ];

  test('a server with a CA of its own is reached through the proxy, which resolves its name', async () => {
    const certificate = makeCertificate('nomba.test');
    const server = await serveTls(certificate);
    const proxy = await startProxy({ target: server.port });
    const env = { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: certificate.file };
    const end = await run(given('nomba.test:8443'), { env });
    assert.equal(end.status, 0, end.stderr + end.stdout);
    assert.deepEqual(proxy.asked, ['CONNECT nomba.test:8443']);
    assert.deepEqual(server.hosts, ['nomba.test:8443']);
    const bare = await run(given('nomba.test'), { env });
    assert.equal(bare.status, 0, bare.stderr + bare.stdout);
    assert.equal(proxy.asked.at(-1), 'CONNECT nomba.test:443');
  });

  test('a server without one that is trusted is not, and the error says what to do', async () => {
    const server = await serveTls(makeCertificate('nomba.test'));
    const proxy = await startProxy({ target: server.port });
    const end = await run(given('nomba.test'), { env: { HTTPS_PROXY: proxy.url } });
    assert.equal(end.status, 1);
    assert.match(end.stdout, /DEPTH_ZERO_SELF_SIGNED_CERT\)\n.*NODE_EXTRA_CA_CERTS/);
    assert.deepEqual(server.hosts, []);
  });

  test('the proxy itself may be', async () => {
    const certificate = makeCertificate('127.0.0.1', 'nomba.test');
    const server = await serveTls(certificate);
    const proxy = await startProxy({ target: server.port, tls: certificate });
    const trusted = { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: certificate.file };
    const end = await run(given('nomba.test'), { env: trusted });
    assert.equal(end.status, 0, end.stderr + end.stdout);
    assert.deepEqual(server.hosts, ['nomba.test']);
    const other = await run(given('nomba.test'), { env: { HTTPS_PROXY: proxy.url } });
    assert.match(
      other.stdout,
      /Nothing was sent \(the proxy https:\S+ can't be reached: DEPTH_ZERO_SELF_SIGNED_CERT\)\n.*NODE_EXTRA_CA_CERTS/,
    );
  });
});
