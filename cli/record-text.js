// What is written about a record of an input. Knows no Node.

import { LONGEST_LABEL, redact } from './text.js';

/** What is wrong with a JWT that no record has. */
export const UNREAD = 'holds a JWT, or something like one, outside of what is read';

/** Where a record is, for a person. */
export function nameOfPlace({ unit, number, line, lastLine }) {
  const lines = lastLine === line ? `line ${line}` : `lines ${line} to ${lastLine}`;
  return unit === 'line' ? lines : `${unit} ${number} (${lines})`;
}

/** A label is the operator's own text, but somebody may have noted the token itself in it. */
export function labelFor(label, token) {
  if (label === null) return null;
  const own = token === undefined ? label : label.replaceAll(token, '[redacted]');
  return redact(own).slice(0, LONGEST_LABEL);
}
