import session from 'express-session';
import { database } from './database.js';
import { settings } from './settings.js';

const LIFETIME = 8 * 60 * 60 * 1000;

const select = database.prepare('SELECT content FROM sessions WHERE id = ? AND expires > ?');
const upsert = database.prepare('INSERT OR REPLACE INTO sessions VALUES (?, ?, ?)');
const remove = database.prepare('DELETE FROM sessions WHERE id = ? OR expires <= ?');

class SqliteStore extends session.Store {
  get(id, callback) {
    settle(callback, () => {
      const row = select.get(id, Date.now());
      return row && JSON.parse(row.content);
    });
  }

  set(id, content, callback) {
    settle(callback, () => {
      upsert.run(id, JSON.stringify(content), Date.now() + LIFETIME);
    });
  }

  destroy(id, callback) {
    settle(callback, () => {
      remove.run(id, Date.now());
    });
  }
}

function settle(callback, action) {
  let result;
  try {
    result = action();
  } catch (error) {
    callback?.(error);
    return;
  }
  callback?.(null, result);
}

export const sessions = session({
  secret: settings.sessionSecret,
  store: new SqliteStore(),
  resave: false,
  saveUninitialized: false,
  cookie: { maxAge: LIFETIME, sameSite: 'strict', secure: 'auto' },
});
