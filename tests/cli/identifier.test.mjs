// The client's id and the account's, with characters that nobody sees.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { file, newClient, newReport, run, serve, token } from './cli.mjs';

const clientId = newClient();

/** Text around an id, and the note about it. */
const AROUND = {
  'a carriage return': [(id) => `${id}\r`, 'a carriage return (U+000D)'],
  'a line end of Windows': [
    (id) => `${id}\r\n`,
    'a line feed (U+000A), a carriage return (U+000D)',
  ],
  'single quotation marks': [(id) => `'${id}'`, 'quotation marks'],
  'double quotation marks': [(id) => `"${id}"`, 'quotation marks'],
  'typographic quotation marks': [(id) => `“${id}”`, 'quotation marks'],
  'quotation marks and a carriage return': [
    (id) => `"${id}"\r`,
    'quotation marks, a carriage return (U+000D)',
  ],
  spaces: [(id) => ` ${id}  `, 'a space (U+0020)'],
  'a tab': [(id) => `\t${id}`, 'a tab (U+0009)'],
  'a no-break space': [(id) => `${id}\u00a0`, 'a no-break space (U+00A0)'],
  'a byte order mark': [(id) => `\ufeff${id}`, 'a byte order mark (U+FEFF)'],
  'a zero-width space': [(id) => `${id}\u200b`, 'a zero-width space (U+200B)'],
  'a mark that turns the writing around': [
    (id) => `\u202a${id}\u202c`,
    'an invisible character (U+202A), an invisible character (U+202C)',
  ],
  'an ideographic space': [(id) => `${id}\u3000`, 'an invisible character (U+3000)'],
};

describe('Of an id is taken off', { concurrency: 4 }, async () => {
  const seen = new Map();
  const server = await serve((token, _, headers) => {
    seen.set(token, headers.accountid);
    return {};
  });
  const to = (...given) => [
    ...[file(token()), '--base-url', server.url, '--yes', '--report', newReport()],
    ...given,
  ];

  for (const [name, [around, what]] of Object.entries(AROUND)) {
    test(`${name}, with a note`, async () => {
      const end = await run(to(), { env: { NOMBA_CLIENT_ID: around(clientId) } });
      assert.equal(end.status, 0, end.stderr);
      const lines = end.stderr.split('\n');
      assert.equal(lines[0], `Taken off NOMBA_CLIENT_ID: ${what}`);
      assert.equal(lines[1], `Client id from NOMBA_CLIENT_ID: ${clientId}`);
    });
  }

  test('the same where a flag brings it, and the advice has it without', async () => {
    const { url } = await serve((_, __, headers) => {
      assert.equal(headers.accountid, 'account-7');
      return { status: 404, body: { code: '404' } };
    });
    const given = [file(token()), '--base-url', url, '--yes', '--report', newReport()];
    const flags = ['--client-id', `"${clientId}"\r`, '--account-id', '\ufeffaccount-7\n'];
    const end = await run([...given, ...flags]);
    assert.equal(end.status, 1);
    assert.ok(
      end.stderr.startsWith(
        'Taken off --client-id: quotation marks, a carriage return (U+000D)\n' +
          'Taken off --account-id: a byte order mark (U+FEFF), a line feed (U+000A)\n',
      ),
      end.stderr,
    );
    assert.match(end.stdout, /404/);
    assert.ok(
      end.stderr.includes(` --account-id account-7 --client-id ${clientId} --resume `),
      end.stderr,
    );
  });

  test('nothing where there is nothing, and a flag wins over the variable', async () => {
    const end = await run(to('--client-id', clientId), { env: { NOMBA_CLIENT_ID: '"' } });
    assert.equal(end.status, 0, end.stderr);
    assert.doesNotMatch(end.stderr, /Taken off|NOMBA_CLIENT_ID/);
  });
});

describe('Named, and not sent, is', { concurrency: 4 }, () => {
  const given = [file(token()), '--base-url', 'http://127.0.0.1:1', '--yes'];
  const split = (character) => clientId.slice(0, 9) + character + clientId.slice(9);

  for (const [name, id, sentence] of [
    [
      'a zero-width space inside',
      split('\u200b'),
      /has a zero-width space \(U\+200B\) inside, after 9 characters/,
    ],
    ['a carriage return inside', split('\r'), /has a carriage return \(U\+000D\) inside/],
    ['a soft hyphen inside', split('\u00ad'), /has a soft hyphen \(U\+00AD\) inside/],
    ['a space inside', split(' '), /has a space \(U\+0020\) inside/],
    ['an id of another length', clientId.slice(1), /: clientId has 35 characters where 36/],
  ]) {
    test(name, async () => {
      const variable = await run(given, { env: { NOMBA_CLIENT_ID: id } });
      assert.equal(variable.status, 2);
      assert.match(variable.stderr, sentence);
      assert.match(variable.stderr, /^nomba-revoke: NOMBA_CLIENT_ID/);
      assert.doesNotMatch(variable.stderr, /--client-id/);
      const flag = await run([...given, '--client-id', id]);
      assert.equal(flag.status, 2);
      assert.match(flag.stderr, /^nomba-revoke: --client-id/);
    });
  }

  test('the same in the id of an account', async () => {
    const end = await run([...given, '--client-id', clientId, '--account-id', 'account\u200b7']);
    assert.equal(end.status, 2);
    assert.match(
      end.stderr,
      /^nomba-revoke: --account-id has a zero-width space \(U\+200B\) inside/,
    );
  });

  test('an id of which nothing is left', async () => {
    const end = await run(given, { env: { NOMBA_CLIENT_ID: '""\r' } });
    assert.equal(end.status, 2);
    assert.match(end.stderr, /Say whose tokens they are/);
  });
});
