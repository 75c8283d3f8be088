import { createServer } from 'node:http';
import { toNodeHandler } from 'nomba-revoke/relay';
import { relay } from './relay.js';

createServer(toNodeHandler(relay)).listen(Number(process.env.PORT), '127.0.0.1');
