export default {
  preset: 'cloudflare_module',
  compatibilityDate: '2025-07-15',
  experimental: { wasm: true },
};
