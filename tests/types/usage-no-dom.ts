// Without the DOM's types: in Node, in a worker, or with a library's own classes.
import { RevokeTokenError, revokeToken, type RevokeTokenOptions } from 'nomba-revoke';

/** As the DOM's types have it where `dom.iterable` is not asked for. */
declare class Headers {
  append(name: string, value: string): void;
  delete(name: string): void;
  get(name: string): string | null;
  has(name: string): boolean;
  set(name: string, value: string): void;
  forEach(callback: (value: string, key: string, parent: Headers) => void, self?: any): void;
}

type Listener = ((event: object) => unknown) | { handleEvent(event: object): void };

/** As event-target-shim has it. */
declare class Signal {
  readonly aborted: boolean;
  addEventListener(type: string, listener: Listener | null, capture?: boolean): void;
  removeEventListener(type: string, listener: Listener | null): void;
}

declare const url: { href: string; toString(): string };

const options: RevokeTokenOptions = {
  baseUrl: url,
  headers: new Headers(),
  signal: new Signal(),
  fetch: async () => ({ status: 200, headers: new Headers(), text: async () => '' }),
};

export const revoked = revokeToken({ clientId: '', access_token: '' }, options).catch(
  (error: unknown) => error instanceof RevokeTokenError && error.outcome === 'unknown',
);
