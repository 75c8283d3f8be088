// Writes the two validators of openapi-fetch-ajv.mjs: ajv compiles schemas to a module of their own.
import { mkdirSync, writeFileSync } from 'node:fs';
import Ajv from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';

const schemas = [
  {
    $id: 'request',
    type: 'object',
    required: ['clientId', 'access_token'],
    properties: {
      clientId: { type: 'string', minLength: 36, maxLength: 36 },
      access_token: { type: 'string', minLength: 300, maxLength: 600 },
    },
  },
  {
    $id: 'answer',
    type: 'object',
    required: ['code'],
    properties: { code: { const: '00' }, description: { type: 'string' } },
  },
];

const ajv = new Ajv({ schemas, allErrors: true, code: { source: true, esm: true } });
const names = { validateRequest: 'request', validateAnswer: 'answer' };
// What the module still takes from ajv it takes by require, which no ES module has.
const made = standalone(ajv, names).replace(
  /const (\w+) = require\("(.*?)"\)\.default;/g,
  'import $1Module from "$2.js"; const $1 = $1Module.default;',
);
const folder = new URL('node_modules/.made/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('ajv-validate.mjs', folder), made);
