import { database } from './database.js';

const insert = database.prepare(`
  INSERT INTO audit VALUES
    (:id, :stage, :time, :actor, :clientId, :tokenHash, :destination, :outcome, :name, :status, :code)
`);
const latest = database.prepare('SELECT * FROM audit ORDER BY rowid DESC LIMIT 100');

/** Writes an entry. If this throws before a revocation, the relay sends nothing. */
export function writeEntry(entry) {
  // An entry before sending has no outcome, and SQLite takes no undefined.
  insert.run({ outcome: null, name: null, status: null, code: null, ...entry });
}

export function latestEntries() {
  return latest.all();
}
