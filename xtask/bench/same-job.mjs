// Sees that the contenders named do the same job: check before sending, send, read, tell errors apart.
import '../../tests/guard.mjs';
import assert from 'node:assert/strict';

const REQUEST = { clientId: 'c'.repeat(36), access_token: 't'.repeat(400), baseUrl: 'http://127.0.0.1:9' };

const ANSWERS = {
  ok: [200, '{"code":"00","description":"Token revoked successfully"}'],
  otherCode: [200, '{"code":"01","description":"Not revoked"}'],
  refused: [401, '{"code":"401","description":"Unauthorized"}'],
};

let sent = [];
let answer;
// Once and for all: some keep the fetch that they find.
globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  sent.push({ url: request.url, method: request.method, body: await request.json() });
  const [status, body] = answer;
  return new Response(body, { status, headers: { 'content-type': 'application/json' } });
};

for (const name of process.argv.slice(2)) {
  const { revoke } = await import(`./contenders/${name}.mjs`);
  answer = ANSWERS.ok;
  sent = [];
  assert.equal((await revoke(REQUEST)).code, '00', name);
  const { baseUrl, ...body } = REQUEST;
  assert.deepEqual(sent, [{ url: `${baseUrl}/v1/auth/token/revoke`, method: 'POST', body }], name);
  sent = [];
  for (const wrong of [{ clientId: 'short' }, { access_token: 'short' }, { access_token: 't'.repeat(601) }]) {
    await assert.rejects(revoke({ ...REQUEST, ...wrong }), undefined, `${name}: ${JSON.stringify(wrong)}`);
  }
  assert.deepEqual(sent, [], name);
  answer = ANSWERS.otherCode;
  await assert.rejects(revoke(REQUEST), undefined, `${name}: another code`);
  answer = ANSWERS.refused;
  await assert.rejects(revoke(REQUEST), { name: 'AuthenticationError' }, `${name}: refused`);
}
