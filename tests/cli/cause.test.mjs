// The reasons for a missing answer.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import http2 from 'node:http2';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import tls from 'node:tls';
import { ProxyError, describeCause } from '../../cli/cause.js';
import { file, newClient, newReport, run, serve, token } from './cli.mjs';
import { closedPort, hasOpenssl, listen, makeCertificate, serveTls } from './proxies.mjs';

const coded = (code, members = {}) =>
  Object.assign(new Error('secret text'), { code, ...members });
const failed = (cause) => ({ cause: new TypeError('fetch failed', { cause }) });

/** Causes, and what is shown of them. */
const CAUSES = {
  'a code': [failed(coded('ECONNREFUSED')), 'ECONNREFUSED'],
  'the longest code of OpenSSL': [
    failed(coded('ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL')),
    'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL',
  ],
  'a code further below': [
    failed(new Error('a', { cause: new Error('b', { cause: coded('ECONNRESET') }) })),
    'ECONNRESET',
  ],
  'a code without anything above it': [{ cause: coded('EPIPE') }, 'EPIPE'],
  'several addresses that were tried': [
    failed(new AggregateError([coded('ENETUNREACH'), coded('ECONNREFUSED')])),
    'ENETUNREACH',
  ],
  "the system's code before undici's": [
    failed(coded('UND_ERR_PRX_TLS', { cause: coded('ERR_TLS_CERT_ALTNAME_INVALID') })),
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ],
  "undici's code where there is no other": [
    failed(coded('UND_ERR_CONNECT_TIMEOUT')),
    'UND_ERR_CONNECT_TIMEOUT',
  ],
  'a known message without a code': [
    failed(new Error('self-signed certificate')),
    'DEPTH_ZERO_SELF_SIGNED_CERT',
  ],
  'a port that fetch refuses': [failed(new Error('bad port')), 'bad port: fetch refuses it'],
  'what a proxy did': [
    failed(new ProxyError('the proxy p answered 407')),
    'the proxy p answered 407',
  ],
  'no other message': [failed(new Error('token abc at https://me:pw@host')), undefined],
  'no code of other characters': [failed(coded('see https://me:pw@host')), undefined],
  'no code that is too long': [failed(coded('A'.repeat(81))), undefined],
  'no code that is a number': [failed(coded(23)), undefined],
  'no text that begins as a known one does': [failed(new Error('bad port 25 of me')), undefined],
  'nothing where there is no cause': [{}, undefined],
  'nothing where the cause is no object': [{ cause: 'ECONNREFUSED' }, undefined],
};

describe('Of a cause is shown', () => {
  for (const [name, [error, reason]] of Object.entries(CAUSES)) {
    test(name, () => assert.equal(describeCause(error).reason, reason));
  }

  test('a code in a cycle of causes', () => {
    const one = new Error('one');
    one.cause = new AggregateError([one, coded('EIO')], 'two', { cause: one });
    assert.equal(describeCause(one).reason, 'EIO');
  });

  test('what to do, where it is known', () => {
    for (const [code, remedy] of [
      ['CERT_HAS_EXPIRED', /has expired, or this machine's clock/],
      ['CERT_NOT_YET_VALID', /isn't valid yet, or this machine's clock/],
      ['SELF_SIGNED_CERT_IN_CHAIN', /NODE_EXTRA_CA_CERTS/],
      ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /NODE_EXTRA_CA_CERTS/],
      ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /NODE_EXTRA_CA_CERTS/],
      ['ENOTFOUND', /HTTPS_PROXY/],
      ['UND_ERR_CONNECT_TIMEOUT', /HTTPS_PROXY/],
    ]) {
      assert.match(describeCause(failed(coded(code))).remedy, remedy);
    }
    assert.equal(describeCause(failed(coded('EIO'))).remedy, undefined);
  });
});

const certificate = hasOpenssl && makeCertificate('localhost');
const trusted = certificate && { NODE_EXTRA_CA_CERTS: certificate.file };

/** From Node 26 on, its own `fetch` speaks HTTP/2. */
const speaksHttp2 = Number.parseInt(process.versions.undici, 10) >= 8;

/** Servers, each with the expected cause. */
const SERVERS = {
  'that speaks HTTP/2 only': [
    async () => {
      const server = http2.createSecureServer({ ...certificate, allowHTTP1: false });
      server.on('tlsClientError', () => {});
      return `https://localhost:${await listen(server)}`;
    },
    /\(ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL\)\n.*HTTP\/2 only/,
  ],
  'whose certificate is not trusted': [
    async () => `https://localhost:${(await serveTls(certificate)).port}`,
    /\(DEPTH_ZERO_SELF_SIGNED_CERT\)\n.*NODE_EXTRA_CA_CERTS/,
    {},
  ],
  'whose certificate is for another host': [
    async () => `https://127.0.0.1:${(await serveTls(certificate)).port}`,
    /\(ERR_TLS_CERT_ALTNAME_INVALID\)\n.*another host/,
  ],
  'that speaks no TLS': [
    async () => (await serve(() => ({}))).url.replace('http:', 'https:'),
    /\(ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)\)\n.*No TLS is spoken/,
  ],
  'that speaks an old TLS only': [
    async () => {
      const settings = { ...certificate, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' };
      const server = tls.createServer({ ...settings, ciphers: 'DEFAULT@SECLEVEL=0' });
      server.on('tlsClientError', () => {});
      return `https://localhost:${await listen(server)}`;
    },
    /\(ERR_SSL_[A-Z0-9_]*(PROTOCOL|VERSION)[A-Z0-9_]*\)\n.*no TLS version in common/,
  ],
  'at which nobody listens': [
    async () => `http://127.0.0.1:${await closedPort()}`,
    /\(ECONNREFUSED\)$/m,
  ],
  'at a name of two addresses at which nobody listens': [
    async () => `http://localhost:${await closedPort()}`,
    /\(ECONNREFUSED\)$/m,
  ],
  'that hangs up': [
    async () => {
      const server = createServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () => socket.destroy());
      });
      return `http://127.0.0.1:${await listen(server)}`;
    },
    /\((UND_ERR_SOCKET|ECONNRESET)\)$/m,
  ],
  'that speaks another protocol': [
    async () => {
      const server = createServer((socket) => socket.end('220 ESMTP\r\n').on('error', () => {}));
      return `http://127.0.0.1:${await listen(server)}`;
    },
    /\(HPE_INVALID_CONSTANT\)\n.*No HTTP is spoken/,
  ],
  'at a port that fetch refuses': [
    async () => 'http://127.0.0.1:6000',
    /\(bad port: fetch refuses it\)$/m,
  ],
};

describe('The summary says what it is with a server', { concurrency: 4, skip: !hasOpenssl }, () => {
  for (const [name, [prepare, sentence, env = trusted]] of Object.entries(SERVERS)) {
    test(name, { skip: speaksHttp2 && name === 'that speaks HTTP/2 only' }, async () => {
      const given = ['--base-url', await prepare(), '--client-id', newClient(), '--yes'];
      const end = await run([file(token()), ...given, '--report', newReport()], { env });
      assert.equal(end.status, 1);
      assert.match(end.stdout, sentence);
      assert.match(end.stdout, /1 x NetworkError: No whole answer arrived/);
      assert.match(end.stdout, /^0 revoked, 0 refused, 1 unknown, 0 not sent\.$/m);
    });
  }

  test('for each cause by itself', async () => {
    const seen = new Map();
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (data) => {
        const [hash] = /"access_token":"[^"]+"/.exec(data) ?? [];
        if (!seen.has(hash)) seen.set(hash, seen.size);
        if (seen.get(hash) === 0) socket.destroy();
        else socket.end('220 ESMTP\r\n');
      });
    });
    const url = `http://127.0.0.1:${await listen(server)}`;
    const given = ['--base-url', url, '--client-id', newClient(), '--yes'];
    const list = file(`${token()}\n${token()}`);
    const end = await run([list, ...given, '--report', newReport()]);
    assert.match(end.stdout, /1 x NetworkError: .*\((UND_ERR_SOCKET|ECONNRESET)\)/);
    assert.match(end.stdout, /1 x NetworkError: .*\(HPE_INVALID_CONSTANT\)/);
  });
});

/** A limit on virtual memory, under which V8 has no room for the memory of WebAssembly. */
const limited = ['bash', '-c', 'ulimit -v 2097152; exec "$@"', 'bash'];
const isTooLittle = (() => {
  const [shell, ...given] = [...limited, process.execPath, '--eval'];
  try {
    execFileSync(shell, [...given, 'new WebAssembly.Memory({ initial: 18 })'], { stdio: 'ignore' });
    return false;
  } catch {
    return process.platform === 'linux';
  }
})();

test(
  'Where memory does not suffice, the reason is named, and nothing is sent',
  { skip: !isTooLittle },
  async () => {
    const { to } = await serve(() => assert.fail('nothing may be sent'));
    for (const mode of ['--dry-run', '--yes']) {
      const report = newReport();
      const end = await run([file(token()), ...to, mode, '--report', report], { before: limited });
      assert.match(end.stderr, /^nomba-revoke could not start, nothing was sent: .+\n$/);
      assert.deepEqual([end.status, end.stdout, existsSync(report)], [2, '', false]);
    }
  },
);
