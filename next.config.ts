import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  // Types are a gate of npm test; a start does not check them, and the tests with them, once more.
  typescript: { ignoreBuildErrors: true },
  experimental: { authInterrupts: true },
  // Loaded from node_modules at run time: native code, worker files or their own module loading.
  serverExternalPackages: [
    "@node-rs/argon2",
    "archiver",
    "inngest",
    "pg",
    "pg-copy-streams",
    "pg-cursor",
    "pino",
    "yauzl",
  ],
};

export default config;
