/** Says what a run would do, before it starts. */

import { count, duration } from '../../cli/text.js';
import { momentElement, roughly } from '../time.js';
import { isExpired } from './list.js';

/** So many subjects are named. */
const MOST_SUBJECTS = 3;

/** The vendor's regular tier, which is assumed until the server says more; `window` in milliseconds. */
const PACE = { limit: 15, window: 1000 };

/**
 * Facts about a run, as `showFacts` takes them.
 *
 * @param {import('./list.js').Entry[]} queue what is sent
 * @param {string} address where to
 */
export function impactOf(queue, address) {
  return [
    ['Tokens', queue.length.toLocaleString('en')],
    ['Sent to', address],
    ['Subjects', describeSubjects(queue)],
    ['Would live', describeLives(queue)],
    ['Longest', describeLongest(queue)],
    ['Takes', `about ${duration((queue.length / PACE.limit) * PACE.window)} at ${PACE.limit} a second, less if the server allows more`],
  ];
}

function describeSubjects(queue) {
  const times = new Map();
  for (const { subject } of queue) {
    const name = subject ?? 'none given';
    times.set(name, (times.get(name) ?? 0) + 1);
  }
  const all = [...times].sort((a, b) => b[1] - a[1]);
  const named = all.slice(0, MOST_SUBJECTS).map(([name, number]) => (number > 1 ? `${name} (${number})` : name));
  const more = all.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more.toLocaleString('en')} more`] : [])].join(', ');
}

function describeLives(queue) {
  const now = Date.now();
  const expired = queue.filter((entry) => isExpired(entry, now)).length;
  const endless = queue.filter(({ expiresAt }) => expiresAt === null).length;
  const hour = queue.filter(({ expiresAt }) => expiresAt > now && expiresAt <= now + 3_600_000).length;
  const longer = queue.length - expired - endless - hour;
  const parts = [
    [hour, 'up to an hour'],
    [longer, 'longer than an hour'],
    [endless, 'for ever: no expiry is given'],
    [expired, 'no more: expired by this machine’s clock'],
  ];
  return parts
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${count(number, 'token')} ${what}`)
    .join('; ');
}

function describeLongest(queue) {
  let last = 0;
  for (const { expiresAt } of queue) last = Math.max(last, expiresAt ?? 0);
  if (last <= Date.now()) return null;
  const text = document.createElement('span');
  text.append(momentElement(new Date(last)), `, in ${roughly(last - Date.now())}`);
  return text;
}
