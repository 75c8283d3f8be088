#!/usr/bin/env node
import v8 from 'node:v8';
import { RevokeTokenError } from 'nomba-revoke';
import { command } from './command.js';
import { describeCrash } from './crash.js';
import { NOT_ALL, WRONG_USE, WrongUse } from './exit.js';
import { finish } from './finish.js';
import { say } from './say.js';

// Left alone, V8 keeps garbage of twice the size of half a million tokens.
v8.setFlagsFromString('--heap-growing-percent=5');
v8.setFlagsFromString('--semi-space-growth-factor=1');

// The reader of the output may go away; the run goes on.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

process.on('uncaughtException', (error) => {
  say(describeCrash(error));
  finish(NOT_ALL);
});

try {
  await finish(await command(process.argv.slice(2), process.env));
} catch (error) {
  if (error instanceof WrongUse) {
    say(`nomba-revoke: ${error.message}`);
    await finish(WRONG_USE);
  } else if (error instanceof RevokeTokenError) {
    // The package does not load, and its message says why. It is loaded before anything is sent.
    say(error.message);
    await finish(WRONG_USE);
  } else {
    say(describeCrash(error));
    await finish(NOT_ALL);
  }
}
