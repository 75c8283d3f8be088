import { DatabaseSync } from 'node:sqlite';
import { settings } from './settings.js';

export const database = new DatabaseSync(settings.database);

database.exec(`
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY,
    content TEXT NOT NULL,
    expires INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS audit (
    id TEXT NOT NULL,
    stage TEXT NOT NULL,
    time TEXT NOT NULL,
    actor TEXT,
    clientId TEXT NOT NULL,
    tokenHash TEXT NOT NULL,
    destination TEXT,
    outcome TEXT,
    name TEXT,
    status INTEGER,
    code TEXT
  ) STRICT;
`);
