// What cases say of an answer.
import assert from 'node:assert/strict';

/** A gate answered, with this status and in the vendor's shape. */
export function refused(answer, gate, status) {
  assert.equal(answer.gate, gate, answer.text);
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.headers['content-type'], 'application/json');
  assert.deepEqual(Object.keys(answer.body), ['code', 'description']);
  assert.equal(answer.body.code, String(status));
  assert.ok(answer.body.description.length > 10, answer.text);
  always(answer);
}

/** The vendor's answer was handed on. */
export function handedOn(answer, status, code, gate = 'vendor') {
  assert.equal(answer.gate, gate, answer.text);
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.body.code, code);
  assert.equal(answer.headers['content-type'], 'application/json');
  always(answer);
}

/** The headers of every answer. */
export function always({ headers }) {
  assert.equal(headers['cache-control'], 'no-store');
  assert.equal(headers['x-content-type-options'], 'nosniff');
}
