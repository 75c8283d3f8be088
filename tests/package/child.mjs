// Node processes of their own, in the project where the package is installed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { consumer } from './consumer.mjs';

/** A loaded machine takes its time to start one; in milliseconds. */
const LONGEST = 60_000;

/** The expressions that load the package in a script. */
export const LOADS = {
  import: "(await import('nomba-revoke'))",
  require: "process.require('nomba-revoke')",
};

const BEGINNING = `
  import { createRequire } from 'node:module';
  process.require = createRequire(process.cwd() + '/');
`;

/**
 * Runs a script, an ES module, to its end.
 *
 * @param {string} script
 * @param {string[]} flags of Node
 * @returns {Promise<{ status: number | null, stdout: string, stderr: string }>}
 */
export async function run(script, flags = []) {
  const child = spawn(process.execPath, [...flags, '--input-type=module', '--eval', BEGINNING + script], {
    cwd: consumer,
    timeout: LONGEST,
  });
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await closed;
  return { status, stdout, stderr };
}

/** What a script prints as JSON on its one line. Anything else it says or comes to is an error. */
export async function result(script) {
  const { status, stdout, stderr } = await run(script);
  if (status !== 0 || stderr !== '') throw new Error(`The script ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout);
}
