// The format is found from the content, whatever the name of the file is.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InputError } from '../../reader/index.js';
import { makeToken, read, tokensOf } from './harness.mjs';

const A = makeToken();
const B = makeToken();
const json = JSON.stringify;
const indented = (value) => json(value, null, 2);

/** Texts that hold the tokens A and B in this order, with the format that they are in. */
const FORMATS = {
  'one token a line': [`${A}\n${B}\n`, 'lines'],
  'lines in quotation marks': [`"${A}"\n'${B}'\n`, 'lines'],
  'lines in braces': [`{${A}}\n{${B}}\n`, 'lines'],
  'lines in brackets': [`[${A}]\n[${B}]\n`, 'lines'],
  'a list in SQL': [`('${A}'),\n('${B}');\n`, 'lines'],
  'lines of a log with commas': [
    `2026-11-30 10:00:00,123 token=${A}, ok\n2026-11-30 10:00:00,124 token=${B}, ok\n`,
    'lines',
  ],
  'lines of a log whose first has commas': [
    `10:00:00,123 INFO start, ok\n10:00:01,123 token=${A}\n10:00:02,123 token=${B}\n`,
    'lines',
    [undefined, A, B],
  ],
  'a letter': [`Dear all, these are the tokens:\n${A}\n${B}\n`, 'lines', [undefined, A, B]],
  'lines of a log that begin with brackets': [`[2026-11-30] ${A}\n[2026-11-30] ${B}\n`, 'lines'],
  'a fragment of JSON': [`"access_token":"${A}","n":1\n"access_token":"${B}","n":2\n`, 'lines'],
  CSV: [`id,access_token\n1,${A}\n2,${B}\n`, 'csv'],
  'CSV of one column': [`token\n${A}\n${B}\n`, 'csv'],
  'CSV with semicolons': [`id;access_token\n1;${A}\n2;${B}\n`, 'csv'],
  'CSV with tabs': [`id\taccess_token\n1\t${A}\n2\t${B}\n`, 'csv'],
  'CSV with bars': [`id|access_token\n1|${A}\n2|${B}\n`, 'csv'],
  'CSV whose header has other delimiters in it': [`"a,b,c";access_token\n1;${A}\n2;${B}\n`, 'csv'],
  'CSV whose header has more of another one': [`a, b, c;access_token\n1;${A}\n2;${B}\n`, 'csv'],
  'CSV after such a line that was saved again': [`sep=;;\naccess_token;n\n${A};1\n${B};2\n`, 'csv'],
  'CSV after a line that names the delimiter': [`sep=;\naccess_token;n\n${A};1\n${B};2\n`, 'csv'],
  'CSV after such a line in quotation marks': [`"sep=,"\naccess_token,n\n${A},1\n${B},2\n`, 'csv'],
  'CSV after such a line in upper case': [`SEP=;\r\naccess_token;n\r\n${A};1\r\n${B};2\r\n`, 'csv'],
  'CSV after such a line for tabs': [`sep=\t\naccess_token\tn\n${A}\t1\n${B}\t2\n`, 'csv'],
  'CSV after such a line for bars': [`sep=|\nn|access_token\n1|${A}\n2|${B}\n`, 'csv'],
  'CSV after such a line for colons': [`sep=:\nn:access_token\n1:${A}\n2:${B}\n`, 'csv'],
  'CSV after blank lines and such a line': [`\n\nsep=;\n\naccess_token;n\n${A};1\n${B};2\n`, 'csv'],
  'CSV after a byte order mark and such a line': [`\ufeffsep=;\ntoken;n\n${A};1\n${B};2\n`, 'csv'],
  'JSON Lines whose first is damaged': [
    `{"token":"x"\n${json({ token: A })}\n${json({ token: B })}\n`,
    'jsonl',
    [undefined, A, B],
  ],
  'JSON Lines': [`${json({ access_token: A })}\n${json({ token: B })}\n`, 'jsonl'],
  'an array of strings': [json([A, B]), 'json'],
  'an array of objects': [json([{ access_token: A }, { token: B }]), 'json'],
  'an indented array': [indented([{ access_token: A }, { token: B }]), 'json'],
  'an array that begins on a line of its own': [`\n[\n\n"${A}",\n"${B}"\n]\n\n`, 'json'],
  'an array with a space after its bracket': [`[ "${A}", {"token":"${B}"} ]`, 'json'],
  'documents one after the other': [`${indented({ token: A })}\n${indented({ token: B })}`, 'json'],
  'documents with commas between': [`${json({ token: A })},\n${json({ token: B })},\n`, 'json'],
};

describe('The format is found from the content', () => {
  const names = ['tokens', 'tokens.txt', 'tokens.json', 'tokens.jsonl', 'tokens.csv', 'tokens.log'];
  for (const [what, [text, format, tokens = [A, B]]] of Object.entries(FORMATS)) {
    test(what, async () => {
      const isJson = format.startsWith('json');
      for (const name of names) {
        // What looks like none of them is what its name says.
        if (!isJson && /\.(csv|jsonl)$/.test(name)) continue;
        const { format: found, records } = await read(text, { name });
        assert.equal(found, format, name);
        assert.deepEqual(records.map(({ token }) => token), tokens, name);
      }
    });
  }

  test('an empty array holds nothing', async () => {
    assert.deepEqual(await tokensOf('[]'), []);
    assert.deepEqual(await tokensOf('[\n]\n'), []);
  });

  test('an empty input holds nothing', async () => {
    for (const text of ['', '\n \n', '\ufeff']) assert.deepEqual(await tokensOf(text), []);
  });
});

describe('The format that is asked for counts', () => {
  test('for lines that look like CSV', async () => {
    assert.deepEqual(await tokensOf(`${A},laptop\n${B},phone\n`, { format: 'lines' }), [A, B]);
  });

  test('for documents that look like JSON Lines', async () => {
    const { format, records } = await read(`{"token":"${A}"}\n\n{"token":"${B}"}`, { format: 'json' });
    assert.equal(format, 'json');
    assert.deepEqual(records.map(({ number }) => number), [1, 2]);
  });

  test('for CSV with a line that names the delimiter', async () => {
    const text = `sep=:\nid:token\n1:${A}\n`;
    assert.deepEqual(await tokensOf(text, { format: 'csv' }), [A]);
  });
});

/** Inputs that are not read, with the error for them. */
const REFUSED = {
  RTF: [`{\\rtf1\\ansi\n\\f0 ${A}\\\n${B}}`, {}, /is RTF.*Save it as plain text/],
  'RTF with the name of a table': [`{\\rtf1 ${A}}`, { name: 'tokens.csv' }, /is RTF/],
  'CSV without the column': [`id,key\n1,${A}\n`, {}, /has no column access_token or/],
  'CSV without a header': [`${A},laptop\n${B},phone\n`, {}, /has no column access_token or/],
  'CSV without the column that is asked for': [
    `access_token,n\n${A},1\n`,
    { tokenColumn: 'leaked' },
    /has no column leaked/,
  ],
  'lines where a column is asked for': [`${A}\n`, { tokenColumn: 'leaked' }, /has no columns.*leaked/],
  binary: [Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 255]), {}, /not text in UTF-8/],
  'an archive': [Buffer.from('504b030414000600080000002100', 'hex'), {}, /not text in UTF-8/],
};

describe('An input is refused that is', () => {
  for (const [what, [input, settings, sentence]] of Object.entries(REFUSED)) {
    test(what, () =>
      assert.rejects(tokensOf(input, settings), (error) => {
        assert.ok(error instanceof InputError);
        assert.match(error.message, sentence);
        assert.ok(!error.message.includes(A.slice(30, 60)));
        return true;
      }),
    );
  }
});
