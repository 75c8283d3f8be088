// `find`: the vendor's tokens in whatever text there is, and nobody else's.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  file,
  folder,
  hashOf,
  lastLines,
  newReport,
  outcomes,
  run,
  serve,
  mockServer,
  token,
  vendorToken,
} from './cli.mjs';

const isRoot = process.getuid?.() === 0;
const utf16 = (text) => Buffer.from(`\ufeff${text}`, 'utf16le');
const part = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A folder with files, by their paths in it. */
function tree(files) {
  const root = join(folder, randomUUID());
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** The places of each token that a listing names, by hash. */
function placesIn(listing) {
  const places = new Map();
  let hash;
  for (const line of listing.split('\n')) {
    const [, found] = /^ {2}([\da-f]{64}) {2}expire/.exec(line) ?? [];
    if (found) places.set((hash = found), []);
    else if (line.startsWith('    ')) places.get(hash).push(line.trim());
  }
  return places;
}

/** Texts around a token that are no part of it, and the line on which it is. */
const AROUND = {
  'a line of a log': [(a) => `x\ny\n2026-11-30 DEBUG authorization: Bearer ${a}\n`, 3],
  'a full stop after it': [(a) => `It was ${a}. Then`, 1],
  'an ellipsis before and after it': [(a) => `...${a}...`, 1],
  'a URL': [(a) => `GET /cb?access_token=${a}&x=1`, 1],
  'a URL in a URL': [(a) => `u=https%3A%2F%2Fx%3Ft%3D${a}%26b`, 1],
  'an escaped quotation mark of a URL': [(a) => `%22${a}%22`, 1],
  'an escaped line feed': [(a) => `"a\\n${a}\\nb"`, 1],
  'an escaped tab': [(a) => `"\\t${a}"`, 1],
  'a HAR file': [(a) => JSON.stringify({ log: [{ name: 'Authorization', value: `Bearer ${a}` }] }, null, 1), 5],
  '.env': [(a) => `A=1\r\nexport NOMBA_TOKEN='${a}'\r\n`, 2],
  'bytes that are no text': [(a) => Buffer.concat([Buffer.of(0, 255, 10, 0), Buffer.from(a), Buffer.of(0)]), 2],
  'UTF-16': [(a) => utf16(`ü\r\n${a}\r\n`), 2],
  'UTF-16, the other way round': [(a) => utf16(`x\n\n${a}`).swap16(), 3],
  'a tar archive': [(a) => Buffer.concat([Buffer.alloc(512), Buffer.from(`a\n${a}\n`), Buffer.alloc(512)]), 2],
  'letters that are not ASCII': [(a) => `“${a}”`, 1],
};

/** JWTs that are somebody else's: what makes one, of a token of the vendor's. */
const claimsOf = (jwt) => JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url'));
function altered(change, header = '{"alg":"HS256"}', signature = randomBytes(32)) {
  const claims = claimsOf(vendorToken());
  change(claims);
  return [part(header), part(claims), signature.toString('base64url')].join('.');
}
const OTHERS = {
  'another algorithm': altered(() => {}, '{"alg":"HS384"}', randomBytes(48)),
  'a type in the header': altered(() => {}, '{"alg":"HS256","typ":"JWT"}'),
  'a space in the header': altered(() => {}, '{"alg": "HS256"}'),
  'an issuer': altered((claims) => (claims.iss = 'x')),
  'an issuer of null': altered((claims) => (claims.iss = null)),
  'an audience': altered((claims) => (claims.aud = ['x'])),
  'no group': altered((claims) => Object.keys(claims).forEach((name) => name.startsWith('G:') && delete claims[name])),
  'no expiry': altered((claims) => delete claims.exp),
  'an expiry that is a text': altered((claims) => (claims.exp = String(claims.exp))),
  'no time of issue': altered((claims) => delete claims.iat),
  'a subject that is no UUID': altered((claims) => (claims.sub = 'user-7')),
  'a subject that is a list': altered((claims) => (claims.sub = [claims.sub])),
  'a longer signature': `${vendorToken()}A`,
  'a shorter signature': vendorToken().slice(0, -1),
  'too few characters': altered((claims) => delete claims.roles),
  'too many characters': altered((claims) => (claims.more = 'x'.repeat(300))),
};

describe('find lists', { concurrency: 4 }, () => {
  for (const [what, [write, line]] of Object.entries(AROUND)) {
    test(`a token in ${what}`, async () => {
      const one = vendorToken();
      const path = file(write(one));
      const { status, stdout, stderr } = await run(['find', path]);
      assert.deepEqual([status, stderr], [0, '']);
      assert.deepEqual([...placesIn(stdout)], [[hashOf(one), [`${path}:${line}`]]]);
    });
  }

  test('only what has the form of a token of the vendor, and counts all other JWTs', async () => {
    const own = vendorToken();
    const path = file(Object.values(OTHERS).concat(own).join('\n'));
    const { status, stdout } = await run(['find', path]);
    assert.equal(status, 0);
    assert.deepEqual([...placesIn(stdout).keys()], [hashOf(own)]);
    assert.ok(stdout.startsWith(`${path}: 1 token, other JWTs in ${Object.keys(OTHERS).length} places\n`), stdout);
  });

  test('no run of more than three parts, and none that is too long', async () => {
    const own = vendorToken();
    const text = `${own}.x\nx.${own}\n${own}.${vendorToken()}\n${'x'.repeat(70_000)}${own}\n`;
    const { status, stdout } = await run(['find', file(text)]);
    assert.equal(status, 0);
    assert.match(stdout, /^Found 0 tokens in 1 file/);
  });

  test('a token after a run of characters that is longer than memory should hold', async () => {
    const own = vendorToken();
    const piece = Buffer.alloc(1_000_000, 'x');
    const pieces = [...Array(100).fill(piece), Buffer.from(`.e\n${own}`)];
    const { status, stdout } = await run(['find', '-'], { input: Readable.from(pieces) });
    assert.equal(status, 0);
    assert.deepEqual([...placesIn(stdout)], [[hashOf(own), ['standard input:2']]]);
  });

  test('the expiry of each, and whether it has passed', async () => {
    const list = [vendorToken(1000), vendorToken(-1000), vendorToken(3600, { exp: 1e18 })];
    const { stdout } = await run(['find', file(list.join('\n'))]);
    const time = (jwt) => new Date(claimsOf(jwt).exp * 1000).toISOString();
    assert.ok(stdout.includes(`${hashOf(list[0])}  expires ${time(list[0])}\n`));
    assert.ok(stdout.includes(`${hashOf(list[1])}  expired ${time(list[1])}\n`));
    assert.ok(stdout.includes(`${hashOf(list[2])}  expires at a time that is no date\n`));
  });

  test('a token of several places once, with all of them', async () => {
    const [a, b] = [vendorToken(), vendorToken()];
    const root = tree({ 'one.log': `${a}\n${a} ${a}\n`, 'sub/two.log': `\n${b}\n\n${a}`, 'sub/.env': `T=${b}` });
    const { stdout } = await run(['find', root, join(root, 'one.log')]);
    const [one, two, dot] = ['one.log', 'sub/two.log', 'sub/.env'].map((name) => join(root, name));
    assert.deepEqual(
      [...placesIn(stdout)],
      [
        [hashOf(a), [`${one}:1`, `${one}:2`, `${two}:4`]],
        [hashOf(b), [`${dot}:1`, `${two}:2`]],
      ],
    );
    assert.ok(stdout.includes(`${one}: 1 token\n`));
    assert.ok(stdout.includes(`${two}: 2 tokens (2 listed above)\n`));
    assert.match(stdout, /\nFound 2 tokens in 3 files \(\d.* kB\)\.\n$/);
  });

  test('tokens wherever a read ends, in bytes and in UTF-16', async () => {
    const list = Array.from({ length: 10 }, () => vendorToken());
    // The first boundary is within the first token of each, at another place.
    const piece = 2_097_152;
    const files = list.map((one, at) => `${'x\n'.repeat((piece - 50 * at) >> 1)}${one}\n${'y\n'.repeat(300)}${one}`);
    const root = tree(Object.fromEntries(files.map((text, at) => [`${String(at).padStart(2, '0')}.log`, text])));
    writeFileSync(join(root, 'wide'), utf16(`${'x\n'.repeat((piece / 2 - 101) >> 1)}${list[0]}\n`));
    const { stdout } = await run(['find', root]);
    const found = placesIn(stdout);
    for (const [at, one] of list.entries()) {
      const first = ((piece - 50 * at) >> 1) + 1;
      const places = found.get(hashOf(one)).map((place) => Number(place.split(':').at(-1)));
      assert.deepEqual(places.slice(0, 2), [first, first + 301], String(at));
    }
    assert.equal(found.get(hashOf(list[0])).length, 3);
  });

  test('standard input, in pieces of any size', async () => {
    const [a, b] = [vendorToken(), vendorToken()];
    for (const size of [1, 7, 400, 5000]) {
      const bytes = Buffer.from(`x\n"${a}"\n${b}`);
      const pieces = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
      const { status, stdout } = await run(['find', '-'], { input: Readable.from(pieces) });
      assert.equal(status, 0);
      assert.deepEqual([...placesIn(stdout).values()], [['standard input:2'], ['standard input:3']]);
    }
  });

  test('sixty thousand tokens, whose listing has twice as many lines', async () => {
    const number = 60_000;
    const start = vendorToken().slice(0, -43);
    const list = Array.from({ length: number }, (_, at) => start + String(at).padStart(43, '0'));
    const { status, stdout, stderr } = await run(['find', file(list.join('\n'))]);
    assert.equal(status, 0, stderr);
    const found = [...placesIn(stdout)];
    assert.deepEqual([found.length, found[0][0], found.at(-1)[0]], [number, hashOf(list[0]), hashOf(list.at(-1))]);
    assert.match(found.at(-1)[1][0], /:60000$/);
    assert.match(stdout, /\.txt: 60,000 tokens\n/);
    assert.match(stdout, /\nFound 60,000 tokens in 1 file \(\d+ MB\)\.\n$/);
  });

  test('nothing of compressed files, and of what is below a link, and says how many', async () => {
    const [a, b] = [vendorToken(), vendorToken()];
    const root = tree({ 'a.log.gz': gzipSync(a), 'b.zip': `PK\x03\x04${a}`, 'c.br': a, 'd.log': b });
    const other = tree({ 'x.log': a });
    symlinkSync(join(other, 'x.log'), join(root, 'link'));
    symlinkSync(other, join(root, 'folder-link'));
    if (process.platform !== 'win32') execFileSync('mkfifo', [join(root, 'pipe')]);
    const { status, stdout } = await run(['find', root]);
    assert.equal(status, 0);
    assert.deepEqual([...placesIn(stdout).keys()], [hashOf(b)]);
    assert.match(stdout, /not looked into: 3 compressed files or archives, 2 links, 1 pipe, socket or device\n/);
    // A path that is named may be a link.
    const named = await run(['find', join(root, 'link'), join(root, 'folder-link')]);
    assert.equal(placesIn(named.stdout).get(hashOf(a)).length, 2);
  });

  test('nothing where there is none, which is no failure', async () => {
    const { status, stdout } = await run(['find', file('nothing')]);
    assert.deepEqual([status, stdout], [0, 'Found 0 tokens in 1 file (7 bytes).\n']);
  });

  test('what it can, and names what it can not read', async () => {
    const one = vendorToken();
    const root = tree({ 'a.log': one, 'b.log': 'x', 'sub/c.log': 'x' });
    const missing = join(root, 'missing.log');
    if (!isRoot) {
      chmodSync(join(root, 'b.log'), 0);
      chmodSync(join(root, 'sub'), 0);
    }
    const { status, stdout, stderr } = await run(['find', missing, root]);
    if (!isRoot) chmodSync(join(root, 'sub'), 0o700);
    assert.equal(status, 1);
    assert.ok(stderr.startsWith(`${missing} can't be read: there is no such file.\n`), stderr);
    assert.ok(placesIn(stdout).has(hashOf(one)));
    assert.match(stdout, isRoot ? /could not be read: 1 file/ : /could not be read: 3 files or folders/);
  });
});

describe('find is used wrongly', { concurrency: 4 }, () => {
  const WRONG = {
    'without a path': [['find'], /Name what to look through.*\.\/find/],
    'with an option of a run': [['find', '.', '--yes'], /--yes needs --revoke/],
    'with an option of another input': [['find', '.', '--revoke', '--token-column', 'x'], /find has no --token-column/],
    'without a server, where it is to revoke': [['find', '.', '--revoke'], /Say where to send/],
    'where --revoke is given without it': [['x', '--revoke', '--base-url', mockServer], /--revoke belongs to find/],
    'without a way to ask': [
      ['find', '.', '--revoke', '--base-url', mockServer, '--client-id', 'c'.repeat(36)],
      /no terminal to ask on/,
    ],
  };
  for (const [name, [given, sentence]] of Object.entries(WRONG)) {
    test(name, async () => {
      const { status, stdout, stderr } = await run(given);
      assert.match(stderr, sentence);
      assert.deepEqual([status, stdout], [2, '']);
    });
  }

  test('and prints its own help, on one screen', async () => {
    const { status, stdout } = await run(['find', '--help']);
    assert.equal(status, 0);
    assert.match(stdout, /^Finds Nomba access tokens.*PATH\.\.\./s);
    const lines = stdout.split('\n');
    assert.ok(lines.length <= 40 && lines.every((line) => line.length <= 100));
  });
});

describe('find --revoke', { concurrency: 4 }, () => {
  test('revokes what it found, with the first place of each as label and line', async () => {
    const [a, b] = [vendorToken(), vendorToken()];
    const got = [];
    const { to } = await serve((text) => {
      got.push(text);
      return {};
    });
    const root = tree({ 'one.log': `x\n${a}\n${token()}`, 'two.txt': utf16(`\n\n${b}\n${a}`) });
    writeFileSync(join(root, 'three'), utf16(b).swap16());
    const report = newReport();
    const end = await run(['find', root, '--revoke', ...to, '--report', report]);
    assert.equal(end.status, 0, end.stderr);
    assert.deepEqual(got.sort(), [a, b].sort());
    const last = lastLines(report);
    const line = (jwt) => [last.get(hashOf(jwt)).line, last.get(hashOf(jwt)).label];
    assert.deepEqual(line(a), [2, `${join(root, 'one.log')}:2`]);
    assert.deepEqual(line(b), [1, `${join(root, 'three')}:1`]);
    assert.match(end.stderr, /other JWTs, which are somebody else's and never sent: in 1 place/);
    assert.match(end.stdout, /^2 revoked, 0 refused/);
  });

  test('resumes, also from standard input', async () => {
    const list = [vendorToken(), vendorToken()];
    let answer = { status: 404, body: { code: '404' } };
    const { to } = await serve(() => answer);
    const report = newReport();
    const first = await run(['find', '-', '--revoke', ...to, '--report', report], { input: list.join(' ') });
    assert.equal(first.status, 1);
    assert.match(first.stderr, /To go on, save the tokens in a file .*\n {2}npx nomba-revoke find tokens\.txt --revoke /);
    answer = {};
    const second = await run(['find', file(list.join(' ')), '--revoke', ...to, '--resume', report]);
    assert.equal(second.status, 0, second.stderr);
    assert.deepEqual(outcomes(report, list), ['revoked', 'revoked']);
  });

  test('sends what it found, and fails, where something could not be read', async () => {
    const one = vendorToken();
    const { to } = await serve(() => ({}));
    const report = newReport();
    const end = await run(['find', file(one), join(folder, 'nowhere'), '--revoke', ...to, '--report', report]);
    assert.equal(end.status, 1);
    assert.deepEqual(outcomes(report, [one]), ['revoked']);
    const dry = await run(['find', file(one), join(folder, 'nowhere'), '--revoke', ...to, '--dry-run']);
    assert.equal(dry.status, 1);
    assert.match(dry.stdout, /1 would be sent/);
  });

  test('has nothing to do where nothing was found', async () => {
    const { to } = await serve(() => assert.fail('nothing is to be sent'));
    const end = await run(['find', file(token()), '--revoke', ...to]);
    assert.deepEqual([end.status, end.stdout], [0, '']);
    assert.match(end.stderr, /Found 0 tokens in 1 file/);
  });
});
