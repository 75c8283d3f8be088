// The same as a CommonJS file sees it.
import main = require('nomba-revoke');
import inline = require('nomba-revoke/inline');
import slim = require('nomba-revoke/slim');
import workerd = require('nomba-revoke/workerd');

const all: (typeof main.revokeToken)[] = [
  main.revokeToken,
  inline.revokeToken,
  slim.revokeToken,
  workerd.revokeToken,
];
const start: Promise<void> = slim.init(new Uint8Array());

function isOurs(error: unknown): error is main.RevokeTokenError {
  return error instanceof slim.RevokeTokenError;
}

// @ts-expect-error an address is not fetched here
void slim.init('/nomba_revoke_bg.wasm');

export = { all, start, isOurs };
