// The order of tokens, which the table and the queue share.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ordered, queueOf } from '../../www/many/list.js';

const settings = { validate: true, skipExpired: false, longestLivedFirst: true };
const row = (line, expiresAt, more) => ({ line, text: `token ${line}`, expiresAt, times: 1, ...more });
const lines = (entries) => entries.map(({ line }) => line);

test('Longest-lived first, the queue is the table without the rows that are not sent', () => {
  const entries = [
    row(1, 2000),
    row(2, null),
    { line: 3, problem: 'holds no JWT', times: 1 },
    row(4, 9000),
    row(5, null),
    row(6, 3000, { outcome: 'revoked' }),
    row(7, 2000),
  ];
  // A token without an expiry lives longest, a row without a token is last, and equal ones stay in the order of the input.
  assert.deepEqual(lines(ordered(entries, settings)), [2, 5, 4, 6, 1, 7, 3]);
  assert.deepEqual(lines(queueOf(entries, settings)), [2, 5, 4, 1, 7]);
  const asRead = { ...settings, longestLivedFirst: false };
  assert.deepEqual(lines(ordered(entries, asRead)), [1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual(lines(queueOf(entries, asRead)), [1, 2, 4, 5, 7]);
});
