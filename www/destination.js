/** The places that a revocation can be sent to, and which of them is chosen. */

import { isMockServerThere, preference } from './mock-server.js';

const radios = [...document.querySelectorAll('input[name="destination"]')];
const parts = [...document.querySelectorAll('[data-destination]')];
const baseUrl = document.getElementById('base-url');
const relayAddress = document.getElementById('relay-address');

/** Where `cargo xtask demo` serves its relay, in front of the mock server. */
const DEMO_RELAY = '/relay';

/**
 * - `name`: as part of a sentence
 * - `options`: those of `revokeToken` that lead there
 * - `isMock`: whether the mock server is behind it, so that no real token is touched
 * - `confirm`: what to be asked before sending a single token, unless the mock server is behind it
 */
const DESTINATIONS = {
  'mock-server': {
    name: 'the mock server',
    options: () => ({ baseUrl: '/', headers: headersFor(preference()) }),
    isMock: () => true,
  },
  relay: {
    name: 'the relay',
    options: () => ({ relay: relayWith(preference()) }),
    isMock: isDemoRelay,
    confirm: {
      question: 'Send this token to the relay?',
      warning: 'This page doesn’t know what is behind the relay. If it is Nomba, revoking can’t be undone, and a service that uses the token stops working.',
      yes: 'Send and revoke',
    },
  },
  sandbox: {
    name: 'the sandbox',
    options: () => ({ environment: 'sandbox' }),
    isMock: () => false,
    confirm: {
      question: 'Revoke this token in the sandbox?',
      warning: 'This can’t be undone. What uses the token, a test system say, stops working until it has another.',
      yes: 'Revoke in the sandbox',
    },
  },
  production: {
    name: 'production',
    options: () => ({ environment: 'production' }),
    isMock: () => false,
    confirm: {
      question: 'Revoke this token in production?',
      warning: 'This can’t be undone. A live service that uses the token stops working until it has another.',
      yes: 'Revoke in production',
    },
  },
  own: {
    name: 'your own address',
    options: () => ({ baseUrl: baseUrl.value }),
    isMock: () => false,
    confirm: {
      question: 'Send this token to your own address?',
      warning: 'The server there gets to see the token. If Nomba is behind it, revoking can’t be undone, and a service that uses the token stops working.',
      yes: 'Send and revoke',
    },
  },
};

/** Returns the chosen destination, with its `id`. */
export function destination() {
  const id = radios.find((radio) => radio.checked)?.value ?? 'mock-server';
  const { isMock, ...entry } = DESTINATIONS[id];
  return { id, ...entry, isMock: isMock() };
}

/** Shows what belongs to the chosen destination, and nothing of the others. */
export function showDestination() {
  const { id } = destination();
  for (const part of parts) part.hidden = !part.dataset.destination.split(' ').includes(id);
}

function isDemoRelay() {
  return relayAddress.value === DEMO_RELAY && isMockServerThere();
}

/** The demo's relay takes from its path what to ask the mock server for. */
function relayWith(preference) {
  const asks = preference !== undefined && isDemoRelay();
  return asks ? `${DEMO_RELAY}/${preference}` : relayAddress.value;
}

function headersFor(preference) {
  return preference === undefined ? undefined : { Prefer: preference };
}
