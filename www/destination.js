/** The places that a revocation can be sent to, and which of them is chosen. */

import { preference } from './stand-in.js';

const radios = [...document.querySelectorAll('input[name="destination"]')];
const parts = [...document.querySelectorAll('[data-destination]')];
const baseUrl = document.getElementById('base-url');

/**
 * - `name`: as part of a sentence
 * - `options`: those of `revokeToken` that lead there
 * - `examples`: whether made-up values make sense there
 * - `confirm`: what to be asked before sending; without it nothing is asked
 */
const DESTINATIONS = {
  'stand-in': {
    name: 'the stand-in',
    options: () => ({ baseUrl: '/', headers: preference() }),
    examples: true,
  },
  sandbox: {
    name: 'the sandbox',
    options: () => ({ environment: 'sandbox' }),
    examples: false,
    confirm: {
      question: 'Revoke this token in the sandbox?',
      warning: 'This can’t be undone. What uses the token, a test system say, stops working until it has another.',
      yes: 'Revoke in the sandbox',
    },
  },
  production: {
    name: 'production',
    options: () => ({ environment: 'production' }),
    examples: false,
    confirm: {
      question: 'Revoke this token in production?',
      warning: 'This can’t be undone. A live service that uses the token stops working until it has another.',
      yes: 'Revoke in production',
    },
  },
  own: {
    name: 'your own address',
    options: () => ({ baseUrl: baseUrl.value }),
    examples: true,
    confirm: {
      question: 'Send this token to your own address?',
      warning: 'The server there gets to see the token. If Nomba is behind it, revoking can’t be undone, and a service that uses the token stops working.',
      yes: 'Send and revoke',
    },
  },
};

/** The chosen one, with its `id`. */
export function destination() {
  const id = radios.find((radio) => radio.checked)?.value ?? 'stand-in';
  return { id, ...DESTINATIONS[id] };
}

/** Shows what belongs to the chosen one and nothing of the others. */
export function showDestination() {
  const { id, examples } = destination();
  for (const part of parts) part.hidden = part.dataset.destination !== id;
  for (const button of ['use-example-client', 'generate-token', 'use-example-token']) {
    document.getElementById(button).hidden = !examples;
  }
}
