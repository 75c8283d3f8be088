import { describeIrregularFile } from './file-kind.js';
import { hashOf } from './hash.js';
import { nameOf } from './input.js';
import { JwtSearch } from './jwt-search.js';
import { say } from './say.js';
import { Source } from './source.js';
import { StatusLine } from './status-line.js';
import { copy, count, LONGEST_LABEL, plain, reasonOf, redact, size } from './text.js';
import { makeBuffers, readFile, readText } from './text-file.js';
import { walk } from './walk.js';

/**
 * What a search found.
 *
 * - `tokens`: the vendor's, each once; `line`, `label` and where to read it again are those of the first place
 * - `files`: those with any JWT: how many different `tokens` of the vendor's each has, and how many places with
 *   `others`
 * - `unread`: how many files and folders could not be read
 *
 * @typedef {import('./tokens.js').Token & { places: { file: FoundFile, line: number }[] }} FoundToken
 * @typedef {{ name: string, tokens: number, others: number }} FoundFile
 * @typedef {{ tokens: FoundToken[], files: FoundFile[], unread: number,
 *   counts: { files: number, bytes: number, compressed: number, links: number, special: number } }} Finds
 */

/**
 * Searches files and folders for the vendor's tokens, and names what can't be read.
 *
 * @param {string[]} paths `-` is standard input
 * @returns {Promise<Finds>}
 */
export async function findTokens(paths) {
  const search = new Search();
  const status = new StatusLine(process.stderr, () => search.describe());
  try {
    for await (const { path, kind, error } of walk(paths)) {
      const failure = error ?? (await search.add(path, kind));
      if (failure === undefined) continue;
      status.clear();
      say(`${nameOfPath(path)} can't be read: ${reasonOf(failure)}.`);
      search.finds.unread += 1;
    }
  } finally {
    status.end();
  }
  return search.finds;
}

class Search {
  /** @type {Finds} */
  finds = {
    tokens: [],
    files: [],
    unread: 0,
    counts: { files: 0, bytes: 0, compressed: 0, links: 0, special: 0 },
  };
  #byHash = new Map();
  #buffers = makeBuffers();
  #path = '';
  #start = performance.now();

  /** For the status line. */
  describe() {
    const { tokens, counts } = this.finds;
    const rate = (counts.bytes * 1000) / Math.max(1, performance.now() - this.#start);
    const parts = [`${size(counts.bytes)} in ${count(counts.files, 'file')}`, `${size(rate)}/s`];
    return [...parts, count(tokens.length, 'token'), nameOfPath(this.#path)].join('  ');
  }

  /** @returns {Promise<Error | undefined>} why a file can't be read */
  async add(path, kind) {
    const { counts } = this.finds;
    if (kind === 'link') counts.links += 1;
    else if (kind === 'special') counts.special += 1;
    else {
      try {
        await this.#readFile(path);
      } catch (error) {
        if (error.syscall === undefined) throw error;
        return error;
      }
    }
    return undefined;
  }

  async #readFile(path) {
    const { counts, files } = this.finds;
    this.#path = path;
    const text = await readText(path === '-' ? process.stdin : readFile(path, this.#buffers), path);
    if (text === undefined) {
      counts.compressed += 1;
      return;
    }
    counts.files += 1;
    const { layout, pieces } = text;
    const canBeReadAgain = path !== '-' && describeIrregularFile(path) === undefined;
    const source = canBeReadAgain ? new Source(path, layout.encoding) : undefined;
    const name = nameOfPath(path);
    const file = { name, tokens: 0, others: 0 };
    const label = redact(name);
    const search = new JwtSearch((place) => this.#addToken(place, { file, label, layout, source }));
    try {
      for await (const piece of pieces) {
        search.add(piece);
        counts.bytes += layout.width * piece.length;
      }
      search.end();
    } finally {
      file.others = search.others;
      if (file.tokens + file.others > 0) files.push(file);
    }
  }

  #addToken({ text, expiresAt, line, offset }, { file, label, layout, source }) {
    const hash = hashOf(text);
    let token = this.#byHash.get(hash);
    if (token === undefined) {
      token = {
        line,
        hash,
        label: `${label}:${line}`.slice(-LONGEST_LABEL),
        expiresAt,
        expired: expiresAt !== null && expiresAt <= Date.now(),
        text: source ? undefined : copy(text),
        source,
        offset: layout.start + layout.width * offset,
        length: layout.width * text.length,
        outcome: undefined,
        places: [],
      };
      this.#byHash.set(hash, token);
      this.finds.tokens.push(token);
    }
    const last = token.places.at(-1);
    if (last?.file !== file) file.tokens += 1;
    if (last?.file !== file || last.line !== line) token.places.push({ file, line });
  }
}

/** How a path is called in a listing and in a label. */
function nameOfPath(path) {
  return nameOf(path === '-' ? undefined : path);
}
