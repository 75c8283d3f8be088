export default {
  serverDir: '.',
  preset: 'cloudflare_module',
  compatibilityDate: '2025-07-15',
};
