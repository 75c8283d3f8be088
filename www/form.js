/** The form: what it says, and what is wrong with it. */

import { revokeTokenRequestSchema } from 'nomba-revoke';
import { destination } from './destination.js';
import { Field } from './field.js';
import { isMany } from './mode.js';
import { rehearse } from './rehearsal.js';
import { tokenInField } from './one/token.js';

/** In the order of the page. */
const fields = {
  baseUrl: new Field('base-url'),
  relay: new Field('relay-address'),
  clientId: new Field('client-id'),
  accountId: new Field('account-id'),
  access_token: new Field('token'),
  timeout: new Field('timeout'),
  retries: new Field('retries'),
};
const skipLengths = document.getElementById('skip-lengths');

/** What would be sent, and how. Where many tokens are, `request` has no token. */
export function readForm() {
  const to = destination();
  const many = isMany();
  const { token, problem, damage } = tokenInField();
  const validate = !skipLengths.checked;
  const tokenProblem = problem ?? (validate ? damage : undefined);
  const isRelay = to.id === 'relay';
  const clientId = text(fields.clientId);
  return {
    to,
    isMany: many,
    // A relay may have the client id, so that no page needs to know it.
    request: { ...(isRelay && clientId === undefined ? {} : { clientId }), ...(many ? {} : { access_token: token }) },
    // The package reports an empty field.
    tokenProblem: text(fields.access_token) && tokenProblem,
    options: {
      ...to.options(),
      // A relay has the account id on its server.
      accountId: isRelay ? undefined : text(fields.accountId),
      timeout: fields.timeout.input.valueAsNumber,
      retries: fields.retries.input.valueAsNumber,
      validate,
    },
  };
}

/** An empty field is a missing one. */
function text({ input }) {
  return input.value === '' ? undefined : input.value;
}

/**
 * Asks the package what it makes of the form.
 *
 * @returns {Promise<{ problems: Record<string, string>, address: string | null }>} what is wrong, by
 *   field, and the whole address that it would be sent to
 */
export async function checkForm({ to, isMany, request, tokenProblem, options }) {
  const problems = {};
  let address = null;

  const { issues = [] } = await revokeTokenRequestSchema['~standard'].validate(request);
  for (const { path, code, message } of issues) {
    const length = code === 'too_short' || code === 'too_long';
    const mayLack = to.id === 'relay' && !('clientId' in request) && path[0] === 'clientId';
    if ((options.validate || !length) && !mayLack) problems[path[0]] = message;
  }
  if (isMany) delete problems.access_token;
  else if (tokenProblem !== undefined) problems.access_token = `This field ${tokenProblem}.`;

  // Each option by itself, so that a problem is shown beside its own field.
  for (const name of ['accountId', 'timeout', 'retries']) {
    const { problem } = await rehearse({ [name]: options[name] });
    if (problem !== undefined) problems[name] = problem;
  }
  const field = to.id === 'relay' ? 'relay' : 'baseUrl';
  if (['own', 'relay'].includes(to.id) && options[field].trim() === '') {
    problems[field] = 'Give the address to send to.';
  } else {
    const rehearsed = await rehearse(to.options());
    const problem = rehearsed.problem ?? forbiddenHere(rehearsed.address);
    if (problem !== null) problems[field] = problem;
    else address = rehearsed.address;
  }
  return { problems, address };
}

/** What the policy of this page forbids though the package would do it (`connect-src`). */
function forbiddenHere(address) {
  const { protocol, origin } = new URL(address);
  return protocol === 'https:' || origin === location.origin
    ? null
    : 'This page may send to https: addresses and to its own server only.';
}

/** Shows each problem beside its field, once the field has been touched. */
export function showProblems(problems) {
  for (const [name, field] of Object.entries(fields)) field.show(problems[name]);
}

/** Shows all problems and goes to the first; returns how many there are. */
export function insist(problems) {
  const names = Object.keys(fields).filter((name) => problems[name] !== undefined);
  for (const name of names) fields[name].touch();
  showProblems(problems);
  if (names.length > 0) fields[names[0]].focus();
  return names.length;
}

/** Says in one sentence how many fields are wrong. */
export function describeProblems(count) {
  const fields = count === 1 ? 'one field needs' : `${count} fields need`;
  return `Nothing was sent: ${fields} correcting.`;
}

/** Empties the token's field; it counts as never filled in. */
export function forgetToken() {
  const { input } = fields.access_token;
  input.value = '';
  input.dispatchEvent(new Event('input', { bubbles: true }));
  fields.access_token.untouch();
  fields.access_token.show();
}
