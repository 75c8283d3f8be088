#!/usr/bin/env node
import { RevokeTokenError } from 'nomba-revoke';
import { command } from './command.js';
import { describeCrash } from './crash.js';
import { NOT_ALL, WRONG_USE, WrongUse } from './exit.js';
import { say } from './say.js';

// Whoever reads along may go away; the run goes on.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

process.on('uncaughtException', (error) => {
  say(describeCrash(error));
  process.exit(NOT_ALL);
});

try {
  process.exitCode = await command(process.argv.slice(2), process.env);
} catch (error) {
  const isWrongUse = error instanceof WrongUse;
  process.exitCode = isWrongUse ? WRONG_USE : NOT_ALL;
  if (isWrongUse) say(`nomba-revoke: ${error.message}`);
  // A package that doesn't load says why; nothing has been sent.
  else if (error instanceof RevokeTokenError) say(error.message);
  else say(describeCrash(error));
}
