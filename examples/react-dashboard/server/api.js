import { randomUUID } from 'node:crypto';
import express from 'express';
import { revokeTokenRequestSchema } from 'nomba-revoke';
import { toNodeHandler } from 'nomba-revoke/relay';
import { relay } from './relay.js';
import { isOperator, sessionOf } from './session.js';

/** The issued tokens by their ids. They are credentials, so that they are kept in memory alone. */
const tokens = new Map();

export const api = express();
api.disable('x-powered-by');
api.use('/api/nomba', toNodeHandler(relay));
api.use('/api', express.json());

api.get('/api/session', async (req, res) => {
  const { operator = null } = await sessionOf(req, res);
  res.json({ operator });
});

api.post('/api/session', async (req, res) => {
  const { name, password } = req.body ?? {};
  if (!isOperator(name, password)) {
    res.status(401).json({ problem: 'The name or the password is wrong.' });
    return;
  }
  const session = await sessionOf(req, res);
  session.operator = name;
  await session.save();
  res.json({ operator: name });
});

api.delete('/api/session', async (req, res) => {
  const session = await sessionOf(req, res);
  session.destroy();
  res.sendStatus(204);
});

api.use('/api/tokens', async (req, res, next) => {
  const { operator } = await sessionOf(req, res);
  if (operator) return next();
  res.status(401).json({ problem: 'There is no session, or it has ended: sign in.' });
});

api.get('/api/tokens', (_req, res) => {
  res.json([...tokens.values()]);
});

api.post('/api/tokens', async (req, res) => {
  const { value, issues } = await revokeTokenRequestSchema['~standard'].validate(req.body);
  if (issues) {
    res.status(400).json({ problem: issues.map(({ message }) => message).join('. ') });
    return;
  }
  const token = { id: randomUUID(), ...value };
  tokens.set(token.id, token);
  res.status(201).json(token);
});
