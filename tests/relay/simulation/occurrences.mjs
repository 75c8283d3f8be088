import { CRASH_POINTS } from './instance.mjs';
import { DEVIATIONS } from './vendor.mjs';

const bothSides = (point) => [`crash before ${point}`, `crash after ${point}`];
const failsAndLate = (what) => [`${what} fails`, `${what} late`];
const unknownOrNot = (name) => [`end: ${name}, not_revoked`, `end: ${name}, unknown`];

/** Calls that end as `not_revoked` although a request of theirs revokes the token, in a way that the relay does not detect. */
export const NOT_REVOKED = {
  later: 'not_revoked, and a copy of a request revoked the token after the last answer',
  refusedAtGate: 'not_revoked, by a gate before the vendor, to a copy of a request that has revoked the token',
  storeFailed: 'not_revoked is false: the store failed',
  repeatedToVendor: 'not_revoked is false: the network between relay and vendor repeated a request',
  raced: 'not_revoked is false: two instances worked on the key at one time',
};

/** How two instances that work on one key at one time lose what is known. */
export const RACES = {
  missed: 'refused without `doubt`: looked up the fact before the request that revoked the token had stored `doubt`',
  cleared: 'refused without `doubt`: a third request had stored `none` over the `doubt` of the one that revoked the token',
  noneOverDoubt: '`none` stored over the `doubt` of a request at the other instance',
  doubtOverRevoked: '`doubt` stored over `revoked`',
};

/** Everything that happens in the default run, each at least once. */
export const OCCURRENCES = [
  'end: resolved, revoked',
  ...['AuthenticationError', 'AuthorizationError', 'NotRevokedError', 'RateLimitError'].flatMap(unknownOrNot),
  ...['RecordNotFoundError', 'RequestError', 'ServerError'].flatMap(unknownOrNot),
  ...['NetworkError', 'TimeoutError', 'UnexpectedResponseError'].map((name) => `end: ${name}, unknown`),
  'end: aborted',
  ...Object.values(NOT_REVOKED),
  ...Object.values(RACES),

  ...['authorize', 'busy', 'audit', 'doubt', 'network', 'timeout', 'unexpected', 'vendor'].map((gate) => `gate: ${gate}`),
  'gate: vendor, replayed',
  'known to be revoked before the audit',
  'known to be revoked after sending',
  'copy of the answer to a request under way',
  'doubt: stored by another request before the lookup',

  ...CRASH_POINTS.flatMap(bothSides),
  'instance is down',

  "page's network: request lost",
  "page's network: request late",
  "page's network: request duplicated",
  "page's network: answer late",
  "page's network: answer truncated",
  "page's network: connection breaks",
  "page's network: proxy answers",
  'request repeated by the network',
  'request reaches the other instance while one works on the call',
  'request reaches the relay after its call has ended',
  'answer of the relay lost',
  'answer of the relay comes too late',
  'call aborted',
  'another caller with the same token',

  "vendor's network: request lost",
  "vendor's network: request late",
  "vendor's network: request repeated",
  "vendor's network: answer lost",
  "vendor's network: answer late",
  "vendor's network: answer truncated",
  'request reaches the vendor after its instance has crashed',
  'request reaches the vendor after its relay has answered',

  ...DEVIATIONS.map(({ name }) => `vendor: ${name}`),
  'vendor: revoked already',
  'vendor: revoked, with another answer than success',

  'store slow',
  ...['store get', 'store set'].flatMap(failsAndLate),
  'authorize refuses',
  ...['audit of before', 'audit of after', 'audit of replayed'].flatMap(failsAndLate),
  'audit: before',
  'audit: after',
  'audit: replayed',
];
