import fs from 'node:fs';
import { WrongUse } from './exit.js';
import { plain, reasonOf } from './text.js';

/** Between two fsyncs, in milliseconds. */
const SYNC_EVERY = 1000;

/** The descriptor of standard output. */
const STANDARD_OUTPUT = 1;

/** How long to wait for the reader of a pipe that is full, in milliseconds. */
const PAUSE = 10;

/**
 * Makes a new report. An existing file is left alone.
 *
 * @param {string} [path] without it, the report goes to standard output
 */
export function createReport(path) {
  if (path === undefined) return new Report(STANDARD_OUTPUT, { isFile: false });
  try {
    return new Report(fs.openSync(path, 'ax', 0o600));
  } catch (error) {
    const remedy =
      error.code === 'EEXIST'
        ? `--resume ${plain(path)} goes on with it, --report names another one.`
        : '--report names another place.';
    throw new WrongUse(`The report ${plain(path)} can't be made: ${reasonOf(error)}. ${remedy}`);
  }
}

/**
 * Goes on with a report.
 *
 * @param {{ path: string, end: number, ended: boolean }} earlier as it was read: how many of its
 *   bytes are whole lines, and whether the last of them is ended
 */
export function reopenReport({ path, end, ended }) {
  try {
    fs.truncateSync(path, end);
    const report = new Report(fs.openSync(path, 'a'), { size: end });
    if (!ended) report.write('\n');
    return report;
  } catch (error) {
    throw new WrongUse(`The report ${plain(path)} can't be written: ${reasonOf(error)}.`);
  }
}

/**
 * The report: JSON Lines, of which a token's last line counts. Before a token is sent it gets a line
 * that says `unknown`, so that whatever ends the program, the report claims nothing that isn't so.
 */
class Report {
  #file;
  #isFile;
  #size;
  #timer;
  #dirty = false;
  #isClosed = false;
  /** Lines that could not be written. */
  #owed = [];
  /** Why the report can't be written any more. */
  failure;
  /** Called once, when it can't. */
  onFailure = () => {};

  /**
   * @param {number} file its descriptor
   * @param {{ size?: number, isFile?: boolean }} [state] `isFile` says that the file is the report's alone,
   *   so that it can be truncated, synced and closed
   */
  constructor(file, { size = 0, isFile = true } = {}) {
    this.#file = file;
    this.#isFile = isFile;
    this.#size = size;
    if (isFile) this.#timer = setInterval(() => this.#sync(), SYNC_EVERY).unref();
  }

  /** Writes a line without which nothing may be sent; throws where that fails. */
  announce(line) {
    if (this.#isClosed) throw new Error('the report is closed');
    if (this.failure) throw this.failure;
    this.write(`${JSON.stringify(line)}\n`);
  }

  /** Writes a line about what has happened. Where that fails, it is tried once more at the end. */
  note(line) {
    if (this.#isClosed) return;
    const text = `${JSON.stringify(line)}\n`;
    try {
      if (!this.failure) {
        this.write(text);
        return;
      }
    } catch {
      // `failure` holds the reason.
    }
    this.#owed.push(text);
  }

  /** Writes the text, whole or not at all. */
  write(text) {
    const bytes = Buffer.from(text);
    try {
      writeAll(this.#file, bytes);
    } catch (error) {
      this.#fail(error);
      throw error;
    }
    this.#size += bytes.length;
    this.#dirty = true;
  }

  /** @returns {number} how many lines are missing in it */
  close() {
    this.#isClosed = true;
    clearInterval(this.#timer);
    const owed = this.#owed.splice(0);
    if (!this.#isFile) return owed.length;
    try {
      while (owed.length > 0) {
        this.write(owed[0]);
        owed.shift();
      }
      fs.fsyncSync(this.#file);
    } catch (error) {
      this.#fail(error);
    }
    fs.closeSync(this.#file);
    return owed.length;
  }

  #sync() {
    if (!this.#dirty) return;
    this.#dirty = false;
    fs.fsync(this.#file, (error) => {
      // Closed meanwhile, it has been synced.
      if (error && error.code !== 'EBADF') this.#fail(error);
    });
  }

  #fail(error) {
    try {
      // A part of a line may have been written.
      if (this.#isFile) fs.ftruncateSync(this.#file, this.#size);
    } catch {
      // The next run with --resume mends it.
    }
    if (this.failure) return;
    this.failure = error;
    this.onFailure();
  }
}

/** Writes all bytes, however long the reader of a pipe takes. */
function writeAll(file, bytes) {
  for (let at = 0; at < bytes.length;) {
    try {
      at += fs.writeSync(file, bytes, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    }
  }
}
