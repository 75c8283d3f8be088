/** Formats moments and spans of time. */

const moments = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });

/** A `<time>` with a moment in the reader's time zone. */
export function momentElement(date) {
  const element = document.createElement('time');
  element.dateTime = date.toISOString();
  element.textContent = moments.format(date);
  return element;
}

/** Largest first, in seconds. */
const UNITS = [
  ['year', 365.25 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** About how long: "29 minutes". */
export function roughly(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [unit, length] = UNITS.find(([, length]) => seconds >= length) ?? UNITS.at(-1);
  const count = Math.floor(seconds / length);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** How long, to a few digits: "12 ms", "1.3 s", "2 min 5 s". */
export function exactly(milliseconds) {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  const rest = whole % 60;
  return `${Math.floor(whole / 60)} min${rest === 0 ? '' : ` ${rest} s`}`;
}
