// The entries besides the default one, as a module sees them. Needs no types of a platform.
import { RevokeTokenError, revokeToken } from 'nomba-revoke';
import * as inline from 'nomba-revoke/inline';
import * as slim from 'nomba-revoke/slim';
import * as workerd from 'nomba-revoke/workerd';
import type { RevokeTokenOptions, WasmResponse, WasmSource } from 'nomba-revoke/slim';

// A value from one entry is accepted by another.
const options: RevokeTokenOptions = { environment: 'sandbox' };
const all: (typeof revokeToken)[] = [
  revokeToken,
  inline.revokeToken,
  slim.revokeToken,
  workerd.revokeToken,
];
export const answers = all.map((call) => call({ clientId: '', access_token: '' }, options));

export function name(error: unknown): string | undefined {
  if (error instanceof slim.RevokeTokenError) {
    const same: RevokeTokenError = error;
    return same.name;
  }
  return undefined;
}

export const starts: Promise<void>[] = [
  slim.init(new Uint8Array()),
  slim.init(new ArrayBuffer(0)),
  slim.init(new DataView(new ArrayBuffer(0))),
  slim.init(Promise.resolve(new Uint8Array())),
];

declare const response: WasmResponse;
declare const source: WasmSource | PromiseLike<WasmSource>;
starts.push(slim.init(response), slim.init(Promise.resolve(response)), slim.init(source));

// @ts-expect-error an address is not fetched here
void slim.init('/nomba_revoke_bg.wasm');
// @ts-expect-error it needs something to start with
void slim.init();
// @ts-expect-error nothing is no source
void slim.init(undefined);
// @ts-expect-error the default entry has its bytes inside
void inline.init;
// @ts-expect-error the tool that builds the Worker gives this entry its WebAssembly
void workerd.init;
