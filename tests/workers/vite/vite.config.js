import { defineConfig } from 'vite';

export default defineConfig({
  ssr: {
    target: 'webworker',
    noExternal: true,
    external: ['nomba-revoke/workerd'],
  },
});
