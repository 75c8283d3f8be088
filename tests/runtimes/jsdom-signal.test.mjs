// The caller has its signal from jsdom; everything else is the platform's.
import { trySignals } from './jsdom.mjs';

await trySignals('a signal of jsdom', 0, () => {});
