// Compares `find` with `grep -aob eyJ`, which looks for less. Run by hand, on a machine that does nothing else:
//
//   cargo xtask test cli && node tests/cli/bench/find.mjs [RUNS] [BYTES]
//
// It writes a log with a token every 100 kB, and reads the log in turn with both, so that both find it in memory. In
// the end it says how much memory `find` takes for a tenth of the log and for all of it.
//
// On an otherwise idle machine of two cores, eight runs had ratios of 0.22 to 0.34 by time, 0.26 in the middle, and of 0.16
// to 0.26 by the work of processors. `perf record` with Node's --perf-basic-prof saw the work of `find` go to, in percent:
//
//   19  the system reading the file, which is all the work that `grep` has
//   20  the tokens: 20 µs each for its characters, its claims (JSON.parse), its form and its hash
//   14  counting lines, one by one: `indexOf` takes a third of what a loop over integers of four bytes takes, or less
//    9  the search for the J of eyJ
//   21  starting Node and the program, and waiting for pieces and for threads
//   14  V8's threads, which compile and collect garbage
//    3  the listing
//
// All but the first come on top of what `grep` does. Instructions that look at many bytes at once would help: SIMD in
// WebAssembly counted lines and found eyJ in a third of the time. That wants a second WebAssembly module.
import { spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [runs = 5, bytes = 1e9] = process.argv.slice(2).map(Number);
const program = fileURLToPath(new URL('../../../target/consumer/node_modules/nomba-revoke/cli.js', import.meta.url));
const TOKEN_EVERY = 100_000;
const METHODS = ['POST', 'GET', 'PUT'];
const LEVELS = ['INFO', 'DEBUG', 'WARN'];

/** Node reads these certificates whenever it starts, which may take as long as a search of 200 MB. */
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;

const encode = (text) => Buffer.from(text).toString('base64url');

function makeToken() {
  const group = `G:${randomUUID()}`;
  const iat = Math.floor(Date.now() / 1000);
  const claims = { sub: randomUUID(), iat, exp: iat + 3600, roles: randomBytes(60).toString('hex'), [group]: group };
  return [encode('{"alg":"HS256"}'), encode(JSON.stringify(claims)), randomBytes(32).toString('base64url')].join('.');
}

function makeLine(number) {
  const time = new Date(1.79e12 + number * 7).toISOString();
  const request = `request_id=${randomUUID()} method=${METHODS[number % 3]} path=/v1/transfers/${number}`;
  return `${time} ${LEVELS[number % 3]} [http-nio-8080-exec-${number % 32}] com.example.payments.Gateway ${request} status=200\n`;
}

function writeLog(path, size) {
  const lines = Array.from({ length: 10_000 }, (_, number) => makeLine(number));
  const file = openSync(path, 'w');
  let at = 0;
  for (let written = 0; written < size; ) {
    let text = '';
    for (; text.length < TOKEN_EVERY; at += 1) text += lines[at % lines.length];
    written += writeSync(file, `${text}DEBUG authorization: Bearer ${makeToken()}\n`);
  }
  closeSync(file);
}

/** Runs a program. Returns how long it took, and how long processors worked for it, in seconds. */
function measure(...command) {
  const script = 'TIMEFORMAT="%R %U %S"; time "$@"';
  const [real, user, system] = run('bash', ['-c', script, 'bash', ...command]).split(' ').map(Number);
  return { real, work: user + system };
}

/** Returns how much memory `find` takes at most, in MB. */
function measureMemory(path) {
  const spy = "process.on('exit', () => console.error(process.resourceUsage().maxRSS))";
  return Math.round(Number(run(process.execPath, [`--import=data:text/javascript,${spy}`, program, 'find', path])) / 1e3);
}

/** Runs a program. Returns what it writes to standard error. */
function run(command, given) {
  const { status, stderr } = spawnSync(command, given, { env, encoding: 'utf8', maxBuffer: 1e8 });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  return stderr.trim();
}

function compare(grep, find) {
  return `grep ${grep.toFixed(2)} s, find ${find.toFixed(2)} s, ratio ${(grep / find).toFixed(2)}`;
}

const folder = mkdtempSync(join(tmpdir(), 'nomba-revoke-bench-'));
try {
  const path = join(folder, 'app.log');
  const small = join(folder, 'small.log');
  writeLog(path, bytes);
  writeLog(small, bytes / 10);
  let best = Infinity;
  for (let turn = 0; turn <= runs; turn += 1) {
    const grep = measure('grep', '-aob', 'eyJ', path);
    const find = measure(process.execPath, program, 'find', path);
    // The first run brings the file into memory.
    if (turn === 0) continue;
    console.log(`time: ${compare(grep.real, find.real)}; processors: ${compare(grep.work, find.work)}`);
    best = Math.min(best, find.real);
  }
  console.log(`find at its best: ${(bytes / best / 1e6).toFixed(0)} MB/s`);
  console.log(`find at most: ${measureMemory(small)} MB of memory for a tenth, ${measureMemory(path)} MB for all`);
} finally {
  rmSync(folder, { recursive: true });
}
