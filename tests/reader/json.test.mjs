// JSON in all its forms: no element is passed over, and a damaged one harms no other.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeTokens, read, tokensOf } from './harness.mjs';

const [A, B, C] = makeTokens(3);
const json = JSON.stringify;
const indented = (value) => json(value, null, 2);

describe('Properties', () => {
  test('within properties are named by a path', async () => {
    for (const [value, tokenColumn] of [
      [{ data: { access_token: A } }, 'data.access_token'],
      [{ Data: { Access_Token: A } }, 'data.access_token'],
      [{ a: { b: { c: { d: A } } } }, 'a.b.c.d'],
      [{ 'data.access_token': A }, 'data.access_token'],
      [{ 'data.v1': { token: A } }, 'data.v1.token'],
      [{ data: { 'v1.token': A } }, 'data.v1.token'],
      [{ data: [{ token: B }, { token: A }] }, 'data.1.token'],
    ]) {
      assert.deepEqual(await tokensOf(indented(value), { tokenColumn }), [A], tokenColumn);
      assert.deepEqual(await tokensOf(`${json(value)}\n`, { tokenColumn }), [A], tokenColumn);
      assert.deepEqual(await tokensOf(json([value, value]), { tokenColumn }), [A, A], tokenColumn);
    }
  });

  test('that hold a token elsewhere are reported', async () => {
    for (const [value, path] of [
      [{ data: { access_token: A } }, 'data.access_token'],
      [{ code: '00', id_token: A }, 'id_token'],
      [{ list: [1, { secret: `Bearer ${A}` }] }, 'list.1.secret'],
      [{ data: { access_token: A, id_token: A } }, 'data.access_token'],
    ]) {
      const { records } = await read(indented(value));
      assert.equal(records[0].token, undefined);
      assert.equal(records[0].path, path);
      assert.deepEqual(records[0].others, [A]);
    }
  });

  test('that hold several tokens elsewhere are not advised', async () => {
    const values = [
      { data: [{ access_token: A }, { access_token: B }] },
      { a: A, b: { c: B } },
      { a: { token: A }, b: { accessToken: B } },
    ];
    for (const value of values) {
      const { records } = await read(json(value));
      assert.equal(records[0].path, undefined);
      assert.deepEqual(records[0].others, [A, B]);
    }
  });

  test('are looked through for the first value', async () => {
    for (const [value, token] of [
      [{ access_token: null, token: A }, A],
      [{ access_token: '', accessToken: ' ', token: A }, A],
      [{ ACCESS_TOKEN: A }, A],
      [{ access_token: { value: 5 }, Token: A }, A],
      [{ token: A, access_token: A }, A],
    ]) {
      assert.deepEqual(await tokensOf(json(value)), [token]);
    }
  });

  test('that hold different tokens make an element not valid', async () => {
    for (const value of [
      { access_token: A, token: B },
      { token: A, Token: B },
      { accessToken: A, access_token: `Bearer ${B}` },
      { access_token: A, token: [B] },
      { access_token: A, token: { value: B } },
      { access_token: A, token: `${B} ${C}` },
      { access_token: A, token: `${B}.x` },
    ]) {
      assert.match((await tokensOf(json(value)))[0], /[23] different tokens/);
    }
  });

  test('of one name make an element not valid', async () => {
    const [problem] = await tokensOf(`{"access_token":"${A}","access_token":"${B}"}`);
    assert.match(problem, /two properties of one name/);
  });

  test('of a prototype are none', async () => {
    const values = ['{"__proto__":{"token":"x"}}', '{"constructor":1}', '[]', 'null', '5', 'true'];
    for (const value of values) {
      assert.match((await tokensOf(`["x", ${value}]`))[1], /has no access_token/);
    }
  });

  test('that are no text are named as missing', async () => {
    assert.match((await tokensOf('{"access_token":{"a":1}}'))[0], /has no access_token/);
    assert.match((await tokensOf('{"access_token":5}'))[0], /holds no JWT/);
  });

  test('have labels', async () => {
    const values = [{ token: A, Label: 'x' }, { token: B, label: 7 }, { token: C, label: '' }];
    const { records } = await read(json(values));
    assert.deepEqual(records.map(({ label }) => label), ['x', '7', null]);
    const nested = await read(json({ token: A, by: { who: 'Ada' } }), { labelColumn: 'by.who' });
    assert.equal(nested.records[0].label, 'Ada');
  });
});

describe('Elements', () => {
  test('that are not JSON are named by their number, and the others are read', async () => {
    const text = `[{"token":"${A}"}, oops, "${B}", {"token":}, 'x', {"a" "b"}, "${C}"]`;
    const { records } = await read(text);
    assert.deepEqual(records.map(({ number, unit, token }) => [number, unit, token]), [
      [1, 'element', A],
      [2, 'element', undefined],
      [3, 'element', B],
      [4, 'element', undefined],
      [5, 'element', undefined],
      [6, 'element', undefined],
      [7, 'element', C],
    ]);
    for (const at of [1, 3, 4, 5]) assert.equal(records[at].problem, 'is not JSON');
  });

  test('have the lines that they are on', async () => {
    const { records } = await read(indented([{ token: A }, B, { token: C }]));
    assert.deepEqual(records.map(({ line, lastLine }) => [line, lastLine]), [
      [2, 4],
      [5, 5],
      [6, 8],
    ]);
  });

  test('may have brackets, quotation marks and backslashes in their texts', async () => {
    const label = '}]{[",\\"\\\\" \n é 🔑';
    const { records } = await read(json([{ label, token: A }, B]));
    assert.deepEqual(records.map((record) => record.token), [A, B]);
    assert.equal(records[0].label, label);
  });

  test('are found wherever the pieces of the input end', async () => {
    const text = indented([{ label: 'a\\"]', token: A }, B, { 'é🔑': [[]], token: C }]);
    const whole = await read(text);
    for (const size of [1, 2, 3, 5, 64]) assert.deepEqual(await read(text, {}, size), whole);
  });

  test('that are damaged have all their lines', async () => {
    const { records } = await read(`["${A}",\n"${B},\n${C}",\n"x"]`);
    const damaged = records.filter(({ problem }) => problem === 'is not JSON');
    assert.deepEqual(damaged.map(({ line, lastLine, others }) => [line, lastLine, others]), [[2, 3, [B, C]]]);
  });

  test('that are strings are extracted from what is around them', async () => {
    assert.deepEqual(await tokensOf(json([`Bearer ${A}`, `\n"${B}"\n`])), [A, B]);
    assert.match((await tokensOf(json([`${A} ${B}`])))[0], /holds 2 JWTs/);
  });

  test('may be on one line that is long', async () => {
    const many = makeTokens(4000);
    const objects = many.map((token, n) => ({ token, label: `é ${n}` }));
    const { records } = await read(json(objects), {}, 65_536);
    assert.deepEqual(records.map(({ token }) => token), many);
    assert.equal(records.at(-1).label, 'é 3999');
    const bytes = Buffer.from(json(objects));
    assert.ok(bytes.length > 1_200_000);
    for (const { offset } of records) assert.ok(offset < bytes.length);
  });

  test('may have a backslash wherever a long line is taken apart', async () => {
    const escapes = json({ label: '\\"}'.repeat(150_000) });
    for (let pad = 0; pad < 5; pad += 1) {
      const text = `${' '.repeat(500_000 + pad)}[${escapes},"${A}"]`;
      const { records } = await read(text, {}, 65_536);
      assert.equal(records.length, 2);
      assert.equal(records[1].token, A);
    }
  });

  test('of lines that were put together may have a byte order mark', async () => {
    const lines = `\ufeff${json({ token: A })}\n\ufeff${json({ token: B })}\n`;
    assert.deepEqual(await tokensOf(lines), [A, B]);
  });

  test('that are nested deeply are named', async () => {
    const deep = `{"a":${'['.repeat(20_000)}"${A}"${']'.repeat(20_000)}}`;
    const [first, second] = await tokensOf(`[${deep},"${B}"]`);
    assert.match(first, /nested too deeply|has no access_token/);
    assert.equal(second, B);
  });

  test('of over 1 MiB are an error', async () => {
    const long = json({ pad: 'x'.repeat(1_048_576) });
    const inLines = json({ pad: Array(100_000).fill('0123456789') }, null, 1);
    for (const element of [long, inLines]) {
      await assert.rejects(
        tokensOf(`["${A}",\n${element}]`),
        /element longer than 1,048,576 characters, from line 2 on/,
      );
    }
  });
});

/** Documents that are wrong as a whole. */
const WRONG = {
  'an array that is cut off': [`["${A}","${B}"`, /array is cut off.*after element 1/],
  'an array that is cut off after a comma': [`["${A}",`, /array is cut off.*after element 1/],
  'an array that is cut off in a text': [`["${A}","${B.slice(0, 40)}`, /array is cut off/],
  'an array that is cut off in an object': [`[{"token":"${A}"`, /array is cut off/],
  'an array with an open quotation mark': [`["${A},"${B}"]`, /array is cut off/],
  'an array that is followed by text': [`["${A}"] and so on`, /followed by other text in line 1/],
  'an array that is followed by another': [`["${A}"]\n["${B}"]`, /followed by other text in line 2/],
  'an array that is followed by an object': [`["${A}"]\n{"token":"${B}"}`, /other text in line 2/],
  'an array that is followed by a comma': [`["${A}"],`, /followed by other text in line 1/],
  'an array with a bracket too many': [`["${A}"]]`, /followed by other text in line 1/],
  'a document with a bracket too many': [`{\n"token":"${A}"}}`, /followed by other text in line 2/],
  'a document that is cut off': [`{\n"token":"${A}"`, /begins in line 1 is cut off/],
  'a second document that is cut off': [`{\n"a":1}\n{"token":"${A}"`, /begins in line 3 is cut off/],
};

describe('The whole is refused of', () => {
  for (const [what, [text, sentence]] of Object.entries(WRONG)) {
    test(what, () => assert.rejects(tokensOf(text), sentence));
  }
});
