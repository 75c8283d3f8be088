import type { NextConfig } from 'next';

const config: NextConfig = {
  // Without it, Next.js takes the outermost folder with a lock file for the root.
  turbopack: { root: import.meta.dirname },
};

export default config;
