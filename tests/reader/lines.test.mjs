// Bytes become lines, and every record and every find has its place in the input.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Scanner } from '../../reader/index.js';
import { inPieces, makeTokens, read } from './harness.mjs';

const [A, B, C] = makeTokens(3);
const utf16 = (text) => Buffer.from(`\ufeff${text}`, 'utf16le');

const ENCODINGS = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-8 with a byte order mark': (text) => Buffer.from(`\ufeff${text}`),
  'UTF-16': utf16,
  'UTF-16, the other way round': (text) => utf16(text).swap16(),
};

const LINE_ENDS = { Unix: '\n', Windows: '\r\n', old: '\r' };

/** The finds of a scan. */
async function scan(bytes, size) {
  const scanner = new Scanner();
  const finds = [];
  for await (const piece of inPieces(bytes, size)) finds.push(...scanner.add(piece));
  return [...finds, ...scanner.end()];
}

describe('Places are reported', () => {
  for (const [encoding, encode] of Object.entries(ENCODINGS)) {
    for (const [name, lineEnd] of Object.entries(LINE_ENDS)) {
      test(`in ${encoding} with line ends of ${name}`, async () => {
        const text = ['é 🔑', `tök=${A}`, '', `${B} ${C}`, `x${A}`].join(lineEnd);
        const bytes = encode(text);
        for (const size of [1, 2, 3, 97, bytes.length]) {
          const { records } = await read(bytes, { format: 'lines' }, size);
          assert.deepEqual(records.map(({ line }) => line), [1, 2, 4, 5]);
          // The offset is that of the first byte of the line.
          for (const { line, offset } of records) {
            const start = text.split(lineEnd).slice(0, line - 1).join(lineEnd);
            const before = line === 1 ? '' : start + lineEnd;
            assert.equal(offset, encode(before).length, `line ${line}, pieces of ${size}`);
          }
          const finds = await scan(bytes, size);
          assert.deepEqual(
            finds.map(({ text, line }) => [text, line]),
            [[A, 2], [B, 4], [C, 4], [A, 5]],
          );
          let from = 0;
          for (const { text: token, offset } of finds) {
            const at = text.indexOf(token, from);
            from = at + 1;
            assert.equal(offset, encode(text.slice(0, at)).length, `pieces of ${size}`);
          }
        }
      });
    }
  }
});

describe('Input is refused', () => {
  for (const [what, bytes] of Object.entries({
    'that is binary': Buffer.from([1, 2, 255, 254]),
    'that turns binary': Buffer.concat([Buffer.from(`${A}\n`), Buffer.from([0])]),
    'that ends within a character': Buffer.concat([Buffer.from(`${A}\n`), Buffer.from([0xc3])]),
    'in another encoding': Buffer.from(`${A}\nfür`, 'latin1'),
    'in UTF-16 without a mark': Buffer.from(A, 'utf16le'),
  })) {
    test(what, async () => {
      for (const size of [1, 3, bytes.length]) {
        await assert.rejects(read(bytes, {}, size), /not text in UTF-8, or in UTF-16 with a byte/);
      }
    });
  }

  test('with a line that is too long', async () => {
    const long = `${A}\n${'a'.repeat(1_048_577)}`;
    for (const text of [long, `${long}\n`]) {
      await assert.rejects(read(text, {}, 65_536), /Line 2 is longer than 1,048,576 characters/);
    }
  });
});

describe('A scan', () => {
  test('finds the same wherever the pieces end', async () => {
    const bytes = Buffer.from(`x=${A}.\n{"a":"${B}\\n"}${C}`);
    const whole = await scan(bytes);
    assert.deepEqual(whole.map(({ text }) => text), [A, B, C]);
    for (const size of [1, 2, 3, 50, 400]) assert.deepEqual(await scan(bytes, size), whole);
  });

  test('looks into what is no text', async () => {
    const bytes = Buffer.concat([Buffer.from([0, 255, 10]), Buffer.from(A), Buffer.from([0xc3, 0])]);
    assert.deepEqual(await scan(bytes, 5), [{ text: A, isWhole: true, line: 2, offset: 3, length: A.length }]);
  });

  test('lets go of a run that is longer than any JWT', async () => {
    const long = 'a'.repeat(3_000_000);
    const bytes = Buffer.from(`${A} ${long} ${B}`);
    const finds = await scan(bytes, 65_536);
    assert.deepEqual(finds.map(({ text }) => text), [A, B]);
    assert.equal(finds[1].offset, A.length + long.length + 2);
  });

  test('of an empty or short input finds nothing', async () => {
    for (const text of ['', 'a', 'ab', 'abc']) assert.deepEqual(await scan(Buffer.from(text)), []);
  });
});
