import { open } from 'node:fs/promises';
import { revokeTokens } from 'nomba-revoke';
import { WrongUse } from './exit.js';
import { plain, quote, reasonOf } from './text.js';

/** The longest file of headers, in bytes. Servers admit far less. */
const LONGEST = 65_536;

const GROUP_AND_OTHERS = 0o077;

/** The name of a header (RFC 9110, section 5.6.2), a colon, and its value. */
const HEADER = /^([!#$%&'*+.^`|~\w-]+):(.*)$/;

/**
 * Reads the headers of a file. Nothing of its text is repeated in an error.
 *
 * @param {string} path
 * @param {import('nomba-revoke').RevokeTokensOptions} options valid ones, beside which the headers are to stand
 * @returns {Promise<[name: string, value: string][]>}
 * @throws {WrongUse} where the file can't be read, others than its owner may read or write it, or a line is not a
 *   header that the package admits
 */
export async function readHeaderFile(path, options) {
  const name = `The header file ${plain(path)}`;
  const headers = [];
  const lines = (await readPrivate(path, name)).split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const match = HEADER.exec(line);
    const header = match && [match[1], match[2].trim()];
    const problem = header === null ? 'it is not “name: value”' : await findProblem(header, options);
    if (problem !== undefined) throw new WrongUse(`${name} has a wrong line ${index + 1}: ${problem}.`);
    headers.push(header);
  }
  if (headers.length === 0) throw new WrongUse(`${name} has no header.`);
  return headers;
}

/** Reads a file that nobody but its owner may read or write. */
async function readPrivate(path, name) {
  const chunks = [];
  let mode;
  try {
    const file = await open(path);
    mode = (await file.stat()).mode;
    for await (const chunk of file.createReadStream({ end: LONGEST })) chunks.push(chunk);
  } catch (error) {
    if (error.syscall === undefined) throw error;
    throw new WrongUse(`${name} can't be read: ${reasonOf(error)}.`);
  }
  // On Windows, the mode says nothing of others.
  if (process.platform !== 'win32' && (mode & GROUP_AND_OTHERS) !== 0) {
    const remedy = `chmod go= ${quote(plain(path))}`;
    throw new WrongUse(`${name} has permissions for its group or for others. Take them away: ${remedy}`);
  }
  const bytes = Buffer.concat(chunks);
  if (bytes.length > LONGEST) throw new WrongUse(`${name} has over ${LONGEST} bytes.`);
  return bytes.toString().replace(/^\ufeff/, '');
}

/** Says why the package does not admit a header. */
async function findProblem(header, options) {
  try {
    await revokeTokens([], { ...options, headers: [header] }).next();
    return undefined;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return error.message
      .replace('The option "headers"', 'the header')
      .replace('must be headers as fetch takes them, with names and values that are', 'must have a value that is')
      .replace('there is an option "accountId"', '--account-id does');
  }
}
