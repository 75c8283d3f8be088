// Half a million tokens fit into little memory.
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { test } from 'node:test';
import { file, run, toMockServer, token } from '../cli.mjs';

const COUNT = 500_000;

/** In bytes. */
const MOST = 250 * 1024 * 1024;

test('A dry run of half a million tokens stays under 250 MiB', async (context) => {
  const path = file('');
  const [header, claims] = token().split('.');
  let text = '';
  for (let number = 1; number <= COUNT; number += 1) {
    text += `${header}.${claims}.${String(number).padStart(43, '0')}\n`;
    if (number % 10_000 !== 0) continue;
    appendFileSync(path, text);
    text = '';
  }
  const spy = file(
    "process.on('exit', () => console.error(`peak ${process.resourceUsage().maxRSS * 1024} bytes`));",
    '.mjs',
  );
  const end = await run([path, ...toMockServer(), '--dry-run'], {
    env: { NODE_OPTIONS: `${process.env.NODE_OPTIONS} --import=${spy}` },
  });
  assert.match(end.stdout, /^Dry run: 500000 would be sent/m);
  const peak = Number(/peak (\d+) bytes/.exec(end.stderr)[1]);
  context.diagnostic(`peak ${Math.round(peak / 1e6)} MB`);
  assert.ok(peak < MOST, `${peak} bytes`);
});
