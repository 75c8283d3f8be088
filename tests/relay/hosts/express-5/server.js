import express from 'express';
import { toNodeHandler } from 'nomba-revoke/relay';
import { relay } from './relay.js';

const app = express();
app.use('/relay', toNodeHandler(relay));

// Behind a body parser, too.
app.use('/parsed/relay', express.json(), toNodeHandler(relay));

app.listen(Number(process.env.PORT), '127.0.0.1');
