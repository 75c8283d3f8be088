import { describeCause } from './cause.js';
import { plain } from './text.js';

/** What to look at first, by status. */
const HINTS = {
  __proto__: null,
  401: 'Check the client id, the environment, and whether the vendor wants --account-id.',
  403: "Check whether this machine's address is on the vendor's list, and the environment.",
  404: 'The server does not know these tokens: another environment, another client, or revoked before.',
};

/** The same where the vendor refused what a relay sent. */
const BEHIND_RELAY = "Check the relay's client id, account id and environment, and whether the vendor admits its address.";
const HINTS_BEHIND_RELAY = { ...HINTS, __proto__: null, 401: BEHIND_RELAY, 403: BEHIND_RELAY };

const NO_RELAY = 'no relay answered';
const CHECK_RELAY = 'Check --relay: its address is all that stands before /v1/auth/token/revoke in its route.';

/** How an error's message says that the answer was not the vendor's. */
const RELAY_TEXT = new RegExp(`${NO_RELAY}|relay gate [\\w-]+`);

/** The longest text of a failure. */
const LONGEST = 300;

/**
 * Describes why tokens were not revoked, on one line, and what to look at.
 *
 * @param {{ error: import('nomba-revoke').RevokeTokenError, isUnsent: boolean }} failure `isUnsent`: nothing reached
 *   the server
 * @param {boolean} hasRelay whether the tokens were sent to a relay
 * @returns {{ text: string, hint?: string }}
 */
export function describeFailure({ error, isUnsent }, hasRelay) {
  const { status, code, description } = error;
  const [relayText] = (hasRelay && RELAY_TEXT.exec(error.message)) || [];
  const serverText = [relayText, status, code && `code ${plain(code)}`, description && plain(description)];
  const { reason, remedy } = describeCause(error);
  const message = isUnsent ? 'Nothing was sent' : plain(error.message);
  const text = serverText.filter(Boolean).join(', ') || message + (reason ? ` (${reason})` : '');
  return { text: text.slice(0, LONGEST), hint: hintFor(status, relayText, hasRelay) ?? remedy };
}

function hintFor(status, relayText, hasRelay) {
  if (relayText === NO_RELAY) return CHECK_RELAY;
  // The relay itself says what to do.
  if (relayText !== undefined) return undefined;
  return (hasRelay ? HINTS_BEHIND_RELAY : HINTS)[status];
}
