// No row of CSV is passed over, and none is taken for another.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readTokens } from '../../reader/index.js';
import { makeToken, makeTokens, read, tokensOf } from './harness.mjs';

const [A, B, C, D, E] = makeTokens(5);

describe('Quotation marks', () => {
  /** Texts of which a row swallows others: the rows that are still read, and the lines of the one that isn't. */
  const SWALLOWED = {
    'in the label': [`label,access_token\n"a,${A}\nb,${B}\nc",${C}\nd,${D}\n`, [D], [2, 4]],
    'in the label, with tabs': [
      `label\taccess_token\n"GET /a\t${A}\nb\t${B}\nc"\t${C}\nd\t${D}\n`,
      [D],
      [2, 4],
    ],
    'in a column that is not read': [
      `access_token,note,n\n${A},"x,1\n${B},y",2\n${C},z,3\n`,
      [C],
      [2, 3],
    ],
    'in the column of the tokens': [`access_token,n\n"${A},1\n${B}",2\n${C},3\n`, [C], [2, 3]],
    'around two tokens in one cell': [`n,access_token\n1,"${A}\n${B}"\n2,${C}\n`, [C], [2, 3]],
    'with line ends of Windows': [
      `label,access_token\r\n"a,${A}\r\nb",${B}\r\nc,${C}\r\n`,
      [C],
      [2, 3],
    ],
    'with blank lines within': [`label,access_token\n"a,${A}\n\n\nb",${B}\nc,${C}\n`, [C], [2, 5]],
    'up to the end': [`n,access_token\n1,${A}\n2,"${B}\n3,${C}\n`, [A], [3, 4]],
    'that close in the middle of a cell': [
      `label,access_token\n"a"b,${A}\nc,${B}\n"d",${C}\ne,${D}\n`,
      [D],
      [2, 4],
    ],
  };
  for (const [where, [text, rest, [line, lastLine]]] of Object.entries(SWALLOWED)) {
    test(`that swallow rows are reported: ${where}`, async () => {
      const { records } = await read(text);
      const sent = records.filter(({ token }) => token !== undefined);
      assert.deepEqual(sent.map(({ token }) => token), rest);
      const left = records.filter(({ token }) => token === undefined);
      assert.deepEqual(left.map((record) => [record.line, record.lastLine]), [[line, lastLine]]);
      assert.match(left[0].problem, /quotation mark/);
      // Every token of the text is in a record.
      const all = new Set(records.flatMap(({ token, others }) => [token, ...others]));
      for (const token of [A, B, C, D].filter((one) => text.includes(one))) assert.ok(all.has(token));
    });
  }

  test('in the wrong place make a row not valid', async () => {
    for (const [row, problem] of [
      [`1,"${A}"x`, /damaged at line 2: a quotation mark is in the wrong place/],
      [`"1"2,${A}`, /damaged at line 2/],
      [`1,"${A}`, /ends within quotation marks: one is missing/],
    ]) {
      const { records } = await read(`id,token\n${row}\n`);
      assert.equal(records.length, 1);
      assert.match(records[0].problem, problem);
      assert.deepEqual(records[0].others, [A]);
    }
  });

  test('around line ends and without a token in them are part of a value', async () => {
    const text = `note,access_token\r\n"He said ""no"",\r\ntwice",${A}\r\n\r\n"x\ny",${B}\r\n`;
    const { records } = await read(text, { labelColumn: 'note' });
    assert.deepEqual(
      records.map(({ token, label, line, lastLine }) => [token, label, line, lastLine]),
      [
        [A, 'He said "no",\ntwice', 2, 3],
        [B, 'x\ny', 5, 6],
      ],
    );
  });

  test('are found wherever the pieces of the input end', async () => {
    const text = `label,access_token\n"a,${A}\nb,${B}\nc",${C}\nd,${D}\n`;
    const whole = await read(text);
    for (const size of [1, 7, 400, 4096]) assert.deepEqual(await read(text, {}, size), whole);
  });

  test('change nothing about the lines of the rows after them', async () => {
    const rows = Array.from({ length: 1000 }, (_, n) => [`"row\n${n}"`, makeToken()]);
    const text = `label,access_token\n${rows.map((cells) => cells.join(',')).join('\n')}\n`;
    const { records } = await read(text);
    for (const [at, { token, line, lastLine, offset }] of records.entries()) {
      assert.deepEqual([token, line, lastLine], [rows[at][1], 2 + 2 * at, 3 + 2 * at]);
      assert.equal(offset, text.indexOf(`"row\n${at}"`));
    }
  });

  test('that stay open for long are found in the end', async () => {
    const rows = Array.from({ length: 1500 }, (_, n) => `${n},${makeToken()}`);
    const text = `n,access_token\n0,${A}\n"${rows.join('\n')}"\n1,${B}\n`;
    const { records } = await read(text);
    assert.deepEqual(records.map(({ token }) => token), [A, undefined, B]);
    assert.equal(records[1].others.length, 1500);
    assert.equal(records[2].line, 1503);
  });

  test('that stay open for too long are an error', async () => {
    const text = `n,access_token\n"${`${A}\n`.repeat(3000)}`;
    await assert.rejects(read(text), /row longer than 1,048,576 characters, from line 2 on/);
  });

  test('that stay open without end are an error before the input ends', async () => {
    async function* endless() {
      yield Buffer.from('n,access_token\n"');
      for (;;) yield Buffer.from(`${'x'.repeat(100)}\n`.repeat(1000));
    }
    const { records } = await readTokens(endless());
    await assert.rejects(records.next(), /row longer than/);
  });
});

describe('Columns', () => {
  test('of one name are an error that names both', async () => {
    for (const [header, names] of [
      ['access_token,access_token', /column 1, "access_token", and column 2, "access_token"/],
      ['access_token,Access_Token', /column 1, "access_token", and column 2, "Access_Token"/],
      ['token,label,LABEL', /column 2, "label", and column 3, "LABEL"/],
      ['n,token,N', /column 1, "n", and column 3, "N"/],
      ['token, token ', /column 1, "token", and column 2, "token"/],
      [`token${',x'.repeat(2)}`, /column 2, "x", and column 3, "x"/],
      ['"token",label,ToKeN', /column 1, "token", and column 3, "ToKeN"/],
    ]) {
      await assert.rejects(read(`${header}\n${A},${B},${C}\n`), names);
    }
  });

  test('without a name may be many', async () => {
    assert.deepEqual(await tokensOf(`,,access_token\n1,2,${A}\n`), [A]);
  });

  test('of tokens are looked through for the first value', async () => {
    const text = `access_token,accessToken,token,id_token\n,,${A},\n,${B},,${E}\n${C}, ,,\n,,,\n`;
    const { records } = await read(text);
    assert.deepEqual(records.map(({ token }) => token), [A, B, C, undefined]);
    assert.deepEqual(records.map(({ others }) => others), [[], [E], [], []]);
    assert.match(records[3].problem, /nothing in the column/);
  });

  test('that hold different tokens make a row not valid', async () => {
    const text = `access_token,token\n${A},${B}\n${C},${C}\n${D},"Bearer ${D}"\n`;
    const { records } = await read(text);
    assert.deepEqual(records.map(({ token }) => token), [undefined, C, D]);
    assert.match(records[0].problem, /2 different tokens/);
    assert.deepEqual(records[0].others, [A, B]);
  });

  test('with a value that is no token hide none', async () => {
    const { records } = await read(`access_token,token\nn/a,${A}\n`);
    assert.match(records[0].problem, /holds no JWT/);
    assert.deepEqual(records[0].others, [A]);
  });

  test('that hold anything else than the same token make a row not valid', async () => {
    const text = `access_token,token\n${A},${B} ${C}\n${A},${B}.x\n${D},n/a\n`;
    const { records } = await read(text);
    assert.deepEqual(records.map(({ token }) => token), [undefined, undefined, D]);
  });

  test('that hold something like a JWT beside the token are reported', async () => {
    const { records } = await read(`access_token,note\n${A},${B}.json\n`);
    assert.equal(records[0].token, A);
    assert.deepEqual(records[0].lookalikes, [`${B}.json`]);
  });

  test('that are named count alone, without regard to case', async () => {
    const text = `token,Leaked,who\n${A},${B},Ada\n${C},,Bo\n`;
    const { records } = await read(text, { tokenColumn: 'leaked', labelColumn: 'WHO' });
    assert.deepEqual(records.map(({ token, label }) => [token, label]), [
      [B, 'Ada'],
      [undefined, 'Bo'],
    ]);
    assert.equal(records[1].path, 'token');
  });

  test('that a row has too few or too many of shift nothing', async () => {
    const text = `label,access_token\n${A}\nx,y,${B}\nz,${C},1,2\n`;
    const { records } = await read(text);
    assert.deepEqual(records.map(({ token }) => token), [undefined, undefined, C]);
    assert.deepEqual(records.map(({ others }) => others), [[A], [B], []]);
  });

  test('are reported with the lines of a header that swallows rows', async () => {
    const text = `"label,access_token\nx,${A}\ny",${B}\n`;
    await assert.rejects(read(text, { format: 'csv' }), /Quotation marks make one of the lines 1 to 3/);
  });

  test('of a second header are a row without a token', async () => {
    const text = `access_token,label\n${A},x\n\ufefflabel,access_token\ny,${B}\n`;
    const { records } = await read(text);
    assert.deepEqual(records.map(({ token }) => token), [A, undefined, undefined]);
  });
});
