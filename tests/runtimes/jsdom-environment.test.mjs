// jsdom's classes are in the place of the platform's, as test environments put them there.
import { trySignals } from './jsdom.mjs';

await trySignals('jsdom’s classes as globals', 1, ({ AbortController, AbortSignal, DOMException }) => {
  Object.assign(globalThis, { AbortController, AbortSignal, DOMException });
});
