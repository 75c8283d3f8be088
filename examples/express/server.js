import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import express from 'express';
import { toNodeHandler } from 'nomba-revoke/relay';
import { latestEntries } from './audit.js';
import { isOperator } from './operator.js';
import { relay } from './relay.js';
import { sessions } from './sessions.js';
import { settings } from './settings.js';

const app = express();
app.disable('x-powered-by');

app.use((_req, res, next) => {
  // Without 'wasm-unsafe-eval', the page could not start the package's WebAssembly.
  res.set('content-security-policy', "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'");
  next();
});

// The page has no build step: it imports the package's files as they are.
app.use('/nomba-revoke', express.static(dirname(fileURLToPath(import.meta.resolve('nomba-revoke')))));
app.use(express.static(fileURLToPath(new URL('public', import.meta.url))));

app.use(sessions);
app.use('/api/nomba', toNodeHandler(relay));

app.get('/api/session', (req, res) => {
  res.json({ operator: req.session.operator ?? null });
});

app.post('/api/session', express.json(), async (req, res) => {
  const { name, password } = req.body ?? {};
  if (!isOperator(name, password)) {
    res.status(401).json({ problem: 'The name or the password is wrong.' });
    return;
  }
  // A new id, so that an id from before the sign-in is worth nothing.
  await promisify(req.session.regenerate).call(req.session);
  req.session.operator = name;
  res.json({ operator: name });
});

app.delete('/api/session', async (req, res) => {
  await promisify(req.session.destroy).call(req.session);
  res.sendStatus(204);
});

app.get('/api/audit', (req, res) => {
  if (!req.session.operator) {
    res.status(401).json({ problem: 'There is no session, or it has ended: sign in.' });
    return;
  }
  res.json(latestEntries());
});

app.listen(settings.port, '127.0.0.1', (error) => {
  if (error?.code === 'EADDRINUSE') {
    console.error(`Port ${settings.port} is in use by another program: set PORT to a free one.`);
    process.exit(1);
  }
  if (error) throw error;
  console.log(`The dashboard is ready: http://127.0.0.1:${settings.port}`);
});
