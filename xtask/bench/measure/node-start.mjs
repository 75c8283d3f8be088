// The start of each as it is installed, in files of its own and of its dependencies.
import { measureStarts } from './starts.mjs';

await measureStarts((name) => new URL(`../contenders/${name}.mjs`, import.meta.url).href);
