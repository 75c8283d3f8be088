import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Answers the requests of the API in the server that serves the page during development. */
const api = {
  name: 'api',
  async configureServer({ middlewares }) {
    const { api } = await import('./server/api.js');
    middlewares.use(api);
  },
};

export default defineConfig({
  plugins: [react(), api],
  server: { host: '127.0.0.1', port: Number(process.env.PORT ?? 3000), strictPort: true },
});
