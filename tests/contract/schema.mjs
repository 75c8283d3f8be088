// The request as a Standard Schema.
import { equal, ok, rejection, same } from './assert.mjs';
import { REQUEST, TOKEN } from './examples.mjs';

const standard = (api) => api.revokeTokenRequestSchema['~standard'];

export const schema = [
  {
    name: 'it is a Standard Schema of version 1',
    async run({ api }) {
      same([standard(api).version, standard(api).vendor], [1, 'nomba-revoke'], 'version, vendor');
      equal(typeof standard(api).validate, 'function', 'the type of validate');
    },
  },

  {
    name: 'a valid request comes back with its two fields alone, and without issues',
    async run({ api }) {
      const given = { ...REQUEST, extra: 1 };
      const result = await standard(api).validate(given);
      same(result, { value: REQUEST }, 'result');
      ok(result.value !== given, 'a new object');
      equal(result.issues, undefined, 'issues');
    },
  },

  {
    name: 'the issues are those that revokeToken finds',
    async run({ api }) {
      const { validate } = standard(api);
      for (const value of [
        undefined,
        5,
        [],
        {},
        { clientId: 5, access_token: TOKEN.slice(1, 200) },
      ]) {
        const { issues, ...rest } = await validate(value);
        const error = await rejection(api.revokeToken(value, { baseUrl: 'http://127.0.0.1:9' }));
        same(issues, error.issues, 'issues');
        same(rest, {}, 'nothing else');
      }
    },
  },

  {
    name: 'it answers at once',
    needs: 'synchronous start',
    async run({ api }) {
      same(standard(api).validate(REQUEST), { value: REQUEST }, 'result');
      equal(standard(api).validate({}).issues.length, 2, 'issues');
    },
  },
];
