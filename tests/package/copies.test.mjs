// Two copies of the package in one program.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spy } from '../contract/examples.mjs';
import { cjs, esm } from './consumer.mjs';

test('both ways export the same names, and nothing else', () => {
  const names = [
    'RevokeTokenError',
    'inspectToken',
    'revokeToken',
    'revokeTokenRequestSchema',
    'revokeTokens',
  ];
  assert.deepEqual(Object.keys(esm).sort(), names);
  assert.deepEqual(Object.keys(cjs).sort(), names);
});

test('an error of one copy is an instance of the other’s class', async () => {
  assert.notEqual(esm.RevokeTokenError, cjs.RevokeTokenError);
  for (const [one, other] of [
    [esm, cjs],
    [cjs, esm],
  ]) {
    const made = new one.RevokeTokenError('ServerError');
    const met = await one.revokeToken({}, { fetch: spy() }).catch((error) => error);
    for (const error of [made, met]) {
      assert.ok(error instanceof one.RevokeTokenError);
      assert.ok(error instanceof other.RevokeTokenError);
      class Mine extends other.RevokeTokenError {}
      assert.ok(!(error instanceof Mine));
    }
  }
});
