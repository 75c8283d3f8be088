// One start, of the file with that address: prints how many milliseconds after its import began the
// request's headers were written.
import { subscribe } from 'node:diagnostics_channel';
import { baseUrl, newRequest } from './common.mjs';

let sent;
subscribe('undici:client:sendHeaders', () => {
  sent ??= performance.now();
});
const request = { ...newRequest(), baseUrl };
const started = performance.now();
const { revoke } = await import(process.argv[2]);
await revoke(request);
process.stdout.write(`${sent - started}`);
