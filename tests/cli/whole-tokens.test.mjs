// What reaches the server is a whole token and nothing else, and what does not reach it is named.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { file, hashOf, linesOf, newReport, run, serve, tokens } from './cli.mjs';

/** A server that revokes anything, and keeps what it got. */
async function serveAnything() {
  const got = [];
  const { to } = await serve((token) => {
    got.push(token);
    return {};
  });
  return { got, to };
}

/** Inputs for the tokens a, b, c and d: those that are sent, and the problems of the others. */
const PARTLY = {
  'a line with two tokens': [
    ([a, b, c]) => `${a}\n${b}|${c}\n`,
    ([a]) => [a],
    /line 2: holds 2 JWTs/,
    ['--no-length-check'],
  ],
  'a line without a token': [([a]) => `${a}\n${'f'.repeat(400)}\n`, ([a]) => [a], /line 2: holds no JWT/],
  'a token that is cut short': [([a, b]) => `${a}\n${b.slice(0, -9)}\n`, ([a]) => [a], /line 2: .*cut short/],
  'two joined tokens beside one': [
    ([a, b, c, d]) => `old=${a} new=${b}${c}\n${d}\n`,
    ([, , , d]) => [d],
    /line 1: holds a JWT, and something like another one/,
  ],
  'rows that a quotation mark in the wrong place swallows': [
    ([a, b, c, d]) => `label,access_token\n"a"b,${a}\nc,${b}\n"e",${c}\nf,${d}\n`,
    ([, , , d]) => [d],
    /lines 2 to 4: the CSV is damaged at line 2.*; 3 different JWTs in it are not sent/,
  ],
  'a comment': [([a]) => `# from the laptop\n${a}\n`, ([a]) => [a], /line 1: holds no JWT/],
  'rows of TSV that quotation marks swallow': [
    ([a, b, c, d]) => `label\taccess_token\n"GET /a\t${a}\nb\t${b}\nc"\t${c}\nd\t${d}\n`,
    ([, , , d]) => [d],
    /lines 2 to 4: quotation marks make one row of them; 3 different JWTs in it are not sent/,
  ],
  'rows of CSV that quotation marks swallow': [
    ([a, b, c, d]) => `label,access_token\n"a,${a}\nb,${b}\nc",${c}\nd,${d}\n`,
    ([, , , d]) => [d],
    /lines 2 to 4: quotation marks make one row of them; 3 different JWTs/,
  ],
  'a quotation mark that stays open': [
    ([a, b, c]) => `n,access_token\n1,${a}\n2,"${b}\n3,${c}\n`,
    ([a]) => [a],
    /lines 3 to 4: the CSV ends within quotation marks: one is missing; 2 different JWTs/,
  ],
  'an empty column before a filled one': [
    ([a, b]) => `access_token,token\n,${a}\n,\n${b},\n`,
    ([a, b]) => [a, b],
    /line 3: has nothing in the column/,
  ],
  'different tokens in two columns': [
    ([a, b, c]) => `access_token,token\n${a},${b}\n${c},${c}\n`,
    ([, , c]) => [c],
    /line 2: has 2 different tokens under access_token, accessToken, token/,
  ],
  'a header that holds a token': [
    ([a, b]) => `access_token,${a}\n${b},x\n`,
    ([, b]) => [b],
    /line 1: holds a JWT, or something like one, outside of what is read/,
  ],
  'an element that is not JSON': [
    ([a, b]) => `[{"token":"${a}"},\noops "${b}"]`,
    ([a]) => [a],
    /element 2 \(line 2\): is not JSON/,
  ],
  'two properties of one name': [
    ([a, b, c]) => `{"token":"${a}","token":"${b}"}\n{"token":"${c}"}\n`,
    ([, , c]) => [c],
    /line 1: has two properties of one name/,
  ],
};

describe('Some are sent and the others named, of', { concurrency: 4 }, () => {
  for (const [what, [write, send, sentence, further = []]] of Object.entries(PARTLY)) {
    test(what, async () => {
      const { got, to } = await serveAnything();
      const made = tokens(4);
      const sent = send(made);
      const report = newReport();
      const end = await run([file(write(made)), ...to, ...further, '--report', report]);
      assert.match(end.stderr, sentence);
      assert.equal(end.status, 1);
      assert.deepEqual([...got].sort(), [...sent].sort());
      const lines = linesOf(report);
      const revoked = lines.filter(({ outcome }) => outcome === 'revoked');
      assert.deepEqual(revoked.map(({ tokenHash }) => tokenHash).sort(), sent.map(hashOf).sort());
      assert.ok(lines.some(({ outcome, error }) => outcome === 'not_sent' && error === 'ValidationError'));
    });
  }
});

describe('All are sent, of', { concurrency: 4 }, () => {
  test('rows with further JWTs beside the token, which are counted', async () => {
    const { got, to } = await serveAnything();
    const [a, b, c] = tokens(3);
    const path = file(`access_token,id_token\n${a},${b}\n${c},\n`);
    const end = await run([path, ...to, '--report', newReport()]);
    assert.equal(end.status, 0, end.stderr);
    assert.match(end.stderr, /3 different JWTs: 2 as tokens, 1 beside the token of a row, will not be sent/);
    assert.deepEqual(got.sort(), [a, c].sort());
  });

  test('a value of several lines without a token in it', async () => {
    const { got, to } = await serveAnything();
    const [a, b] = tokens(2);
    const path = file(`label,access_token\n"two\nlines",${a}\nx,${b}\n`);
    const end = await run([path, ...to, '--report', newReport()]);
    assert.equal(end.status, 0, end.stderr);
    assert.deepEqual(got.sort(), [a, b].sort());
  });

  test('tokens whose signature is cut short, where lengths are not checked', async () => {
    const { got, to } = await serveAnything();
    const [short] = tokens(1).map((token) => token.slice(0, -9));
    const end = await run([file(`${short}\n`), ...to, '--no-length-check', '--report', newReport()]);
    assert.equal(end.status, 0, end.stderr);
    assert.match(end.stderr, /cut short, and sent anyway: 1 token/);
    assert.deepEqual(got, [short]);
  });

  test('a JSON array on one line of more than a megabyte', async () => {
    const { got, to } = await serveAnything();
    const many = tokens(2500);
    const path = file(JSON.stringify(many.map((token) => ({ token, pad: 'x'.repeat(100) }))));
    const end = await run([path, ...to, '--report', newReport()]);
    assert.equal(end.status, 0, end.stderr);
    assert.deepEqual(got.sort(), many.sort());
  });

  test('properties within properties, named by a path', async () => {
    const { got, to } = await serveAnything();
    const [token] = tokens(1);
    const path = file(JSON.stringify({ code: '00', data: { access_token: token } }, null, 2));
    const named = ['--token-column', 'data.access_token'];
    const end = await run([path, ...named, ...to, '--report', newReport()]);
    assert.equal(end.status, 0, end.stderr);
    assert.deepEqual(got, [token]);
  });
});
