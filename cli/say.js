import { redact } from './text.js';

/** Says something to the person in front of it. */
export function say(...lines) {
  process.stderr.write(`${redact(lines.join('\n'))}\n`);
}

/** Writes what is asked for, and may be piped on. */
export function print(...lines) {
  process.stdout.write(`${redact(lines.join('\n'))}\n`);
}
