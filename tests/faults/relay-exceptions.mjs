// Where a call through the relay ends in another way than a direct call from Node. In everything else the two are the same.

/**
 * An exception is for the direct calls that `applies` is true for. `members` are what is different then.
 *
 * @type {Record<string, { why: string, applies: (end: object) => boolean, members: (end: object) => object }>}
 */
export const EXCEPTIONS = {
  'nothing of the answer': {
    why: "The relay answers `unexpected` where the server's answer is not documented, and passes on nothing of that answer: "
      + '`status`, `code`, `description`, `rateLimit` and `retryAfter` are `null`.',
    applies: ({ name }) => name === 'UnexpectedResponseError',
    members: () => ({ status: null, code: null, description: null, rateLimit: null, retryAfter: null }),
  },
  'status as code': {
    why: 'Every answer of the relay has a `code`. Where the server sent none, or one that only reads `00` without its control '
      + 'characters, `code` is the status.',
    applies: ({ name, status, code }) =>
      name !== 'UnexpectedResponseError' && status !== null && (code === null || (name === 'NotRevokedError' && code === '00')),
    members: ({ status }) => ({ code: String(status) }),
  },
};

/** The names of the exceptions for a direct call that ends so. */
export function exceptionsOf(end) {
  return Object.keys(EXCEPTIONS).filter((name) => EXCEPTIONS[name].applies(end));
}

/** How a direct call of a row ends in Node, by the table. */
export function endInNode({ ends, node }) {
  return { ...ends, ...node };
}
