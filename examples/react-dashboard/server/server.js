import { fileURLToPath } from 'node:url';
import express from 'express';
import { api } from './api.js';
import { settings } from './settings.js';

const app = express();
app.use(api);
app.use(express.static(fileURLToPath(new URL('../dist', import.meta.url))));

app.listen(settings.port, '127.0.0.1', (error) => {
  if (error?.code === 'EADDRINUSE') {
    console.error(`Port ${settings.port} is in use by another program: set PORT to a free one.`);
    process.exit(1);
  }
  if (error) throw error;
  console.log(`The dashboard is ready: http://127.0.0.1:${settings.port}`);
});
