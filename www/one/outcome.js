/** Describes how a revocation ended: whether the token is revoked, why, and what to do next. */

import { exactly } from '../time.js';

/**
 * @typedef {object} Outcome
 * @property {'revoked' | 'not_revoked' | 'unknown'} verdict
 * @property {string} title
 * @property {string} summary
 * @property {string[]} steps what to do next
 */

const TITLES = { revoked: 'Revoked', not_revoked: 'Not revoked', unknown: 'Unknown' };

const REPEAT =
  'Press Revoke again. Repeating is harmless: a revocation asks for a state, not for an action.';
const CHECK = 'Check the token: once it is revoked, a call with it should be refused with 401.';
const UNKNOWN_STEPS = [
  REPEAT,
  'If the repeat is answered with 404, the first one may have worked.',
  CHECK,
];
/** The errors after which the outcome is unknown even without an earlier attempt. */
const UNCLEAR = ['ServerError', 'UnexpectedResponseError', 'NetworkError', 'TimeoutError'];
const ROTATE =
  'If the token was leaked, rotate the client secret as well: anyone who has it can get new tokens.';

/**
 * What to say of each error: why, and what to do about that. Both get the error and
 * `{ mockServer, timeout }`; what follows from an unknown outcome is added to it.
 */
const ERRORS = {
  __proto__: null,
  ValidationError: {
    summary: (error) => `Nothing was sent, the request is not valid: ${sentences(error.issues)}`,
    steps: () => ['Correct the fields and press Revoke again.'],
  },
  LoadError: {
    summary: (error) => `Nothing was sent: ${error.message}.`,
    steps: () => ['Try another browser, or look at what this page is allowed to run.'],
  },
  RequestError: {
    summary: () => 'The server refused the request as invalid.',
    steps: () => [
      'Read the description below: it is what the server says.',
      'Check that the client ID and the token are whole: no character missing, none too many.',
    ],
  },
  AuthenticationError: {
    summary: () => 'The server did not accept the client or the token.',
    steps: () => [
      'Check the client ID, and that client and token belong to the server chosen: sandbox and production have their own.',
      'Give the account ID: a missing or wrong one can be the cause.',
      'If the token has expired, there may be nothing left to revoke.',
    ],
  },
  AuthorizationError: {
    summary: () => 'The server denied access.',
    steps: () => [
      'Check that the token belongs to the server chosen: one of the other environment is refused like this.',
      'Check the network: the server may admit listed addresses only. Then send from a server of yours that is listed.',
    ],
  },
  RecordNotFoundError: {
    summary: ({ attempts }, { mockServer }) =>
      mockServer
        ? 'The mock server knows no such token to revoke: it answers so when a token is revoked already. Nomba doesn’t document what its servers do then.'
        : `The server knows no such record${attempts > 1 ? ', at the last attempt' : ''}.`,
    steps: (error, { mockServer }) => [
      ...(mockServer
        ? ['Generate another token to see a revocation that works.']
        : [
            'Check that the client ID and the token belong to the server chosen.',
            'It may have been revoked before: Nomba doesn’t document what its servers answer then.',
          ]),
      'If an earlier answer was lost, that revocation may have worked. A browser can also lose an answer and ask again by itself.',
    ],
  },
  RateLimitError: {
    summary: () => 'The client has sent too many requests. This one was not looked at.',
    steps: (error) => [
      `Wait ${waitFor(error)}, then press Revoke again.`,
      'More settings can have it tried again by itself.',
    ],
  },
  NotRevokedError: {
    summary: () => 'The server answered 200, but its code is not the one for “revoked”.',
    steps: () => [
      'Read the code and the description below: they are what the server says.',
      'Don’t count on the status: only the code 00 means that a token is revoked.',
    ],
  },
  ServerError: {
    summary: () => 'The server failed while it handled the request. It may or may not have revoked the token.',
    steps: () => [],
  },
  UnexpectedResponseError: {
    summary: ({ status }) =>
      status === null || (status >= 300 && status < 400)
        ? 'The answer is a redirect. It was not followed, so the token went nowhere else.'
        : 'The answer is none that Nomba documents. Something in between may have given it.',
    steps: () => [
      'Check the address: is it the API that answers there, or a proxy, a login page, a web site?',
    ],
  },
  NetworkError: {
    summary: () => 'No whole answer arrived. The request may have reached the server anyway.',
    steps: (error, { mockServer }) =>
      mockServer
        ? []
        : [
            'If this happens every time, the browser may not be let through: it doesn’t tell apart being offline, a server that admits no web pages (CORS), and an address that isn’t admitted. Send from a server of yours instead.',
          ],
  },
  TimeoutError: {
    summary: (error, { timeout }) =>
      `No whole answer arrived within ${exactly(timeout)}. The request may have reached the server anyway.`,
    steps: () => ['More settings can give it more time.'],
  },
};

/** For an error of a later version of the package: shows what the error itself holds. */
const OTHER_ERROR = {
  summary: (error) => `The call failed: ${error.message}.`,
  steps: () => ['Look the error up in the documentation of the package.'],
};

/** What to do about an error, as sentences. */
export function adviceFor(error, context) {
  return (ERRORS[error.name] ?? OTHER_ERROR).steps(error, context);
}

/** The server said that the token is revoked. */
export function revoked({ mockServer }) {
  return outcome(
    'revoked',
    mockServer
      ? 'The mock server says that the token is revoked. No real token was touched.'
      : 'The server says that the token is revoked.',
    mockServer
      ? ['Press Revoke again to see what the mock server makes of a second revocation.']
      : ['Remove the token from wherever it is still used or kept.', ROTATE],
  );
}

/** The call ended with a `RevokeTokenError`. */
export function failed(error, context) {
  const isKnown = error.name in ERRORS;
  const { summary, steps } = isKnown ? ERRORS[error.name] : OTHER_ERROR;
  const why = summary(error, context);
  const next = steps(error, context);
  if (error.outcome === 'not_revoked') return outcome('not_revoked', why, advise(next, context));
  if (error.name === 'RecordNotFoundError') {
    return outcome(
      'unknown',
      'The answer to an earlier attempt was lost, and then the server knew no such record. The earlier attempt may well have worked.',
      advise([CHECK], context),
    );
  }
  const doubt = !isKnown || UNCLEAR.includes(error.name)
    ? ''
    : ' But an earlier attempt got no clear answer, and may have worked.';
  return outcome('unknown', why + doubt, advise([...UNKNOWN_STEPS, ...next], context));
}

/** The person cancelled a call that was under way. */
export function cancelled(context) {
  return outcome(
    'unknown',
    'Cancelled. The request had left by then, and the server may have revoked the token.',
    advise(UNKNOWN_STEPS, context),
  );
}

/** The call was made wrongly, or something else failed before it was sent. */
export function notSent(error) {
  return outcome('not_revoked', `Nothing was sent: ${error.message}.`, [
    'Correct the settings and press Revoke again.',
  ]);
}

function outcome(verdict, summary, steps) {
  return { verdict, title: TITLES[verdict], summary, steps };
}

/** A token that may still work, and that somebody else may have, needs more than a revocation. */
function advise(steps, { mockServer }) {
  return mockServer ? steps : [...steps, ROTATE];
}

function waitFor({ retryAfter, rateLimit }) {
  const wait = retryAfter ?? rateLimit?.window ?? null;
  return wait === null ? 'a little' : exactly(wait);
}

function sentences(issues) {
  return `${issues.map((issue) => issue.message).join('; ')}.`;
}
