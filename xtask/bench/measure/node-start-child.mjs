// One start: prints how many milliseconds after the import began the request's headers were written.
import { subscribe } from 'node:diagnostics_channel';
import { baseUrl, names, newRequest } from './common.mjs';

let sent;
subscribe('undici:client:sendHeaders', () => {
  sent ??= performance.now();
});
const request = { ...newRequest(), baseUrl };
const started = performance.now();
const { revoke } = await import(`../contenders/${names[0]}.mjs`);
await revoke(request);
process.stdout.write(`${sent - started}`);
