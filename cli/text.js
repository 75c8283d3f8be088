// Texts for a person: texts from outside without control characters, numbers and times in a readable form.

/** What a JWT looks like, and any run of its characters that is longer than an identifier. */
const TOKEN_LIKE = /e[wy3][\w-]{8,}\.[\w-]{8,}(\.[\w-]*)?|(?<![\w-])[\w-]{100,}/g;

/** The last line of defence: a text without anything that looks like a token. */
export function redact(text) {
  return text.replace(TOKEN_LIKE, '[redacted]');
}

/** The longest label that is carried into the report. */
export const LONGEST_LABEL = 200;

export function looksLikeToken(text) {
  return text.search(TOKEN_LIKE) !== -1;
}

/** Text of others on one line, without what moves a cursor, rings a bell or turns the writing around. */
export function plain(text) {
  return String(text)
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
}

/** Copies a text: V8 keeps the whole text that a slice was made of, here a piece of the input. */
export function copy(text) {
  return Buffer.from(text).toString();
}

/** An argument as a shell takes it. */
export function quote(argument) {
  if (/^[\w@%+=:,./-]+$/.test(argument)) return argument;
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}

export function count(number, one, many = `${one}s`) {
  // `toLocaleString` would load the tables of all languages, which takes longer than a short run.
  const digits = String(number).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${digits} ${number === 1 ? one : many}`;
}

/** A number of bytes, in units of 1,000. */
export function size(bytes) {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let number = bytes;
  let at = 0;
  while (number >= 1000 && at < units.length - 1) {
    number /= 1000;
    at += 1;
  }
  return `${number < 10 && at > 0 ? number.toFixed(1) : Math.round(number)} ${units[at]}`;
}

/** A time in milliseconds, in the two largest units. */
export function duration(milliseconds) {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min${seconds % 60 ? ` ${seconds % 60} s` : ''}`;
  return `${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${minutes % 60} min` : ''}`;
}

/** Describes the error of a system call. */
export function reasonOf(error) {
  const reasons = {
    __proto__: null,
    EACCES: 'permission denied',
    EBADF: 'it is not open',
    EDQUOT: 'the disk quota is used up',
    EEXIST: 'it exists already',
    EFBIG: 'a file may not grow any larger here',
    EIO: 'the device failed',
    EISDIR: 'it is a folder',
    ENOENT: 'there is no such file',
    ENOSPC: 'no space is left on the device',
    ENOTDIR: 'a part of its path is no folder',
    EPERM: 'the system does not permit it',
    EPIPE: 'its reader has gone away',
    EROFS: 'it lies where nothing may be written',
  };
  return reasons[error.code] ?? error.code ?? 'it failed';
}
