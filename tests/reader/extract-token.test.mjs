// One token is extracted from the text around it, or there is none.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { extractToken } from '../../reader/index.js';
import { makeToken } from './harness.mjs';

const TOKEN = makeToken();
const [HEADER, PAYLOAD, SIGNATURE] = TOKEN.split('.');
const OTHER = makeToken();

/** Texts around a token, with the descriptions of them. */
const AROUND = {
  nothing: ['', '', []],
  'white space': [' \t', '  ', ['white space']],
  'a byte order mark': ['\ufeff', '', ['white space']],
  'a zero-width space': ['', '\u200b', ['white space']],
  'quotation marks': ['"', '"', ['quotation marks']],
  'typographic ones': ['“', '”', ['quotation marks']],
  'backquotes of Markdown': ['`', '`', ['quotation marks']],
  Bearer: ['Bearer ', '', ['“Bearer”']],
  'Bearer with an indent': [' Bearer ', '', ['white space', '“Bearer”']],
  'a header of HTTP': ['authorization: bearer ', '\r', ['white space', '“Authorization:”', '“Bearer”']],
  'a call of curl': [
    'curl -H "Authorization: Bearer ',
    '" https://example.com/',
    ['white space', 'quotation marks', '“Authorization:”', '“Bearer”', 'other text'],
  ],
  'grep -r': ['logs/app-1.log:', '', ['a name or number with “:”']],
  'grep -n': ['12:', '', ['a name or number with “:”']],
  'grep -rn': ['logs/app-1.log:12:', '', ['a name or number with “:”']],
  'grep -rn and an indent': ['a.log:12:  ', '', ['white space', 'a name or number with “:”']],
  'grep of Windows': ['C:\\logs\\app.log:12:', '', ['a name or number with “:”']],
  dotenv: ['NOMBA_TOKEN=', '', ['a name with “=”']],
  'dotenv, exported and quoted': ["export NOMBA_TOKEN='", "'", ['quotation marks', 'a name with “=”']],
  'an INI file': ['token = ', '', ['white space', 'a name with “=”']],
  YAML: ['access_token: ', '', ['white space', 'a name or number with “:”']],
  'a fragment of JSON': ['"access_token":"', '",', ['quotation marks', 'other text', 'punctuation']],
  'a list in SQL': ["('", "'),", ['quotation marks', 'punctuation']],
  'a query': ['https://example.com/?token=', '&page=2', ['other text']],
  'a path': ['https://example.com/', '/end', ['other text']],
  'an encoded query': ['%22token%22%3D%22', '%22', ['other text']],
  'an encoded space': ['Bearer%20', '%0A', ['“Bearer”', 'other text']],
  'escapes of JSON': ['\\n', '\\n', ['other text']],
  'an escape in hexadecimal': ['\\u0022', '\\u0022', ['other text']],
  'a tag': ['<td>', '</td>', ['other text']],
  'angle brackets': ['<', '>', ['punctuation']],
  'square brackets': ['[', ']', ['punctuation']],
  'a cell of Markdown': ['| ', ' |', ['white space', 'punctuation']],
  'a comma': ['', ',', ['punctuation']],
  'a semicolon': ['', ';', ['punctuation']],
  'a full stop': ['', '.', ['punctuation']],
  'three dots': ['', '...', ['punctuation']],
  'dots before it': ['...', '', ['punctuation']],
  'emphasis of Markdown': ['**', '**', ['punctuation']],
  'emphasis by underscores': ['__', '__', ['punctuation']],
  'a dash before it': ['- ', '', ['white space', 'punctuation']],
  'a dash at it': ['-', '-', ['punctuation']],
  'a name at it': ['token-', '', ['other text']],
  'a number at its end': ['', '-2', ['other text']],
  'a line of a log': ['2026-11-30 10:00:00,123 INFO token=', ' status=200', ['white space', 'other text']],
  'a letter that no token has': ['é', 'é', ['other text']],
  'an emoji': ['🔑', '', ['punctuation']],
  'a text of a million characters': ['x '.repeat(500_000), '', ['other text']],
  'a million characters of base64': [`${'QUJD'.repeat(250_000)} `, '', ['other text']],
  'what looks like a header': [`${HEADER} `, '', ['white space', 'other text']],
  'what looks like the start of a header, again and again': ['eyJ'.repeat(5), '', ['other text']],
};

describe('A token is extracted from', () => {
  for (const [what, [before, after, takenOff]] of Object.entries(AROUND)) {
    test(what, () => {
      const extraction = extractToken(`${before}${TOKEN}${after}`);
      assert.equal(extraction.token, TOKEN);
      assert.equal(extraction.damage, undefined);
      assert.deepEqual([...extraction.takenOff].sort(), [...takenOff].sort());
    });
  }
});

/** Texts without a token, with the problem. */
const NONE = {
  nothing: ['', /^holds no JWT$/],
  words: ['no such page', /^holds no JWT$/],
  hexadecimal: ['0123456789abcdef'.repeat(25), /^holds no JWT$/],
  'base64url without dots': ['QUJD'.repeat(100), /^holds no JWT$/],
  'a UUID': ['2242b79d-f2cf-4ccc-ada1-e890bd1a9f0d', /^holds no JWT; .* refresh token/],
  'a refresh token': ['01hq7f0f8b1c9w0n0y0x0z0a0b0c0d0e', /it has 32 characters.* refresh token/],
  'three parts that are no JSON': ['abc.def.ghi', /^holds no JWT$/],
  'a host name': ['www.example.com', /^holds no JWT$/],
  'a version': ['1.2.3', /^holds no JWT$/],
  'a header alone': [HEADER, /^holds no JWT$/],
  'a header and a payload': [`${HEADER}.${PAYLOAD}`, /something like one/],
  'an empty signature': [`${HEADER}.${PAYLOAD}.`, /something like one/],
  'a payload that is cut short': [`${HEADER}.${PAYLOAD.slice(0, -10)}`, /something like one/],
  'a payload that is cut short, and a signature': [
    `${HEADER}.${PAYLOAD.slice(0, -10)}.${SIGNATURE}`,
    /something like one/,
  ],
  'a header that is damaged': [`x${TOKEN.slice(1)}`, /^holds no JWT$/],
  'a payload that is damaged': [`${HEADER}.${PAYLOAD.slice(0, 40)}!${PAYLOAD.slice(41)}.x`, /no JWT/],
  'a payload that is an array': [
    `${HEADER}.${Buffer.from('[1]').toString('base64url')}.${SIGNATURE}`,
    /^holds no JWT$/,
  ],
  'five parts, of something encrypted': [`${HEADER}.${PAYLOAD}.a.b.c`, /part of a longer text/],
  'a fourth part': [`${TOKEN}.x`, /part of a longer text/],
  'a part before it': [`file.${TOKEN}`, /part of a longer text/],
  'two that are joined': [`${TOKEN}${OTHER}`, /part of a longer text/],
  'two parted by a dot': [`${TOKEN}.${OTHER}`, /part of a longer text/],
  'a space within it': [`${HEADER}. ${PAYLOAD}.${SIGNATURE}`, /white space or an invisible character/],
  'a line end within it': [`${TOKEN.slice(0, 99)}\n${TOKEN.slice(99)}`, /invisible character interrupts/],
  'a zero-width space within it': [
    `${TOKEN.slice(0, 99)}\u200b${TOKEN.slice(99)}`,
    /invisible character interrupts/,
  ],
  'a soft hyphen within it': [`${TOKEN.slice(0, 99)}\u00ad${TOKEN.slice(99)}`, /interrupts/],
  'a space twice': [`${TOKEN} ${TOKEN}`, /^holds 2 JWTs, not one$/],
  'two in one text': [`${TOKEN}|${OTHER}`, /^holds 2 JWTs, not one$/],
  'three in one text': [`${TOKEN},${OTHER};${TOKEN}`, /^holds 3 JWTs, not one$/],
  'one, and two that are joined': [`${TOKEN} ${OTHER}${OTHER}`, /a JWT, and something like another/],
  'one, and one with a fourth part': [`old=${TOKEN} new=${OTHER}.json`, /something like another/],
  'one, and one that is cut short': [
    `${TOKEN} | ${OTHER.slice(0, -60)}`,
    /a JWT, and something like another/,
  ],
  'one, and one that is interrupted': [
    `${TOKEN} | ${OTHER.slice(0, 99)}\u200b${OTHER.slice(99)}`,
    /a JWT, and something like another/,
  ],
  'a million letters that begin a header': ['ey'.repeat(500_000), /^holds no JWT$/],
  'a million characters of base64url': ['eyJhbGciOiJIUzI1NiJ9QUJD'.repeat(40_000), /^holds no JWT$/],
  'a million dots': ['.'.repeat(1_000_000), /^holds no JWT$/],
  'a million beginnings of a payload': ['.ey'.repeat(330_000), /no JWT/],
  'a million beginnings of a header': [`${'ey'.repeat(500_000)}.${PAYLOAD}.x`, /no JWT/],
};

describe('There is no token in', () => {
  for (const [what, [text, problem]] of Object.entries(NONE)) {
    test(what, () => {
      const extraction = extractToken(text);
      assert.equal(extraction.token, undefined);
      assert.match(extraction.problem, problem);
    });
  }
});

describe('A signature', () => {
  test('that is cut short is reported, as far as its length is known', () => {
    for (const [alg, bytes] of [
      ['HS256', 32],
      ['HS384', 48],
      ['HS512', 64],
      ['ES256', 64],
      ['ES384', 96],
      ['ES512', 132],
    ]) {
      const token = makeToken({ alg }, Buffer.alloc(bytes, 7));
      assert.equal(extractToken(token).damage, undefined, alg);
      const short = token.slice(0, -5);
      assert.equal(extractToken(short).token, short);
      assert.match(extractToken(short).damage, /cut short: its signature lacks 5 characters/);
    }
    const token = makeToken({ alg: 'RS256' }, Buffer.alloc(100));
    assert.equal(extractToken(token.slice(0, -5)).damage, undefined);
    assert.equal(extractToken(makeToken({}, Buffer.alloc(9))).damage, undefined);
  });

  test('of an unknown length is all of its run', () => {
    const token = makeToken({ alg: 'RS256' }, Buffer.alloc(256, 9));
    assert.equal(extractToken(`x=${token}`).token, token);
  });
});

describe('Where it joins', () => {
  test('a token that is broken over lines is put together', () => {
    const broken = `Authorization: "Bearer ${TOKEN.slice(0, 80)}\n  ${TOKEN.slice(80)}"\n`;
    const extraction = extractToken(broken, { joins: true });
    assert.equal(extraction.token, TOKEN);
    assert.ok(extraction.takenOff.includes('white space'));
  });

  test('a token that is broken within its signature is put together', () => {
    const extraction = extractToken(`${TOKEN.slice(0, -20)}\n${TOKEN.slice(-20)}\n`, { joins: true });
    assert.equal(extraction.token, TOKEN);
    assert.equal(extraction.damage, undefined);
    assert.match(extractToken(`${TOKEN.slice(0, -20)}\n`, { joins: true }).damage, /cut short/);
  });

  test('a token that is whole is not joined with its neighbours', () => {
    assert.equal(extractToken(`see ${TOKEN} there`, { joins: true }).token, TOKEN);
    assert.match(extractToken(`${TOKEN}\n${OTHER}`, { joins: true }).problem, /holds 2 JWTs/);
  });

  test('what is none stays none', () => {
    assert.match(extractToken('a b c', { joins: true }).problem, /holds no JWT/);
  });
});

test('Payloads that are not ASCII, and headers with white space, are read', () => {
  const part = (text) => Buffer.from(text).toString('base64url');
  for (const header of ['{"alg":"HS256"}', '{ "alg": "HS256" }', '{\n"alg":"HS256"}', '{}']) {
    for (const payload of ['{"name":"Adé Ọla"}', '{"name":"🔑"}', '{\r\n}', '{"a":{"b":[1]}}']) {
      const token = `${part(header)}.${part(payload)}.${SIGNATURE}`;
      assert.equal(extractToken(`"${token}"`).token, token, `${header} ${payload}`);
    }
  }
});
