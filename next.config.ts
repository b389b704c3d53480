import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  // In development, a page opened by this machine's address is as good as one opened by localhost.
  allowedDevOrigins: ["127.0.0.1", "[::1]"],
  // Types are a gate of npm test; a start does not check them, and the tests with them, once more.
  typescript: { ignoreBuildErrors: true },
  experimental: { authInterrupts: true },
  // Loaded from node_modules at run time: native code, worker files, their own module loading, or large and seldom used.
  serverExternalPackages: [
    "@aws-sdk/client-s3",
    "@azure/storage-blob",
    "@node-rs/argon2",
    "@opentelemetry/api",
    "@opentelemetry/exporter-trace-otlp-proto",
    "@opentelemetry/resources",
    "@opentelemetry/sdk-trace-node",
    "@zxcvbn-ts/core",
    "@zxcvbn-ts/language-common",
    "fflate",
    "fontkit",
    "inngest",
    "pdfkit",
    "pg",
    "pg-copy-streams",
    "pino",
    "yauzl",
  ],
};

export default config;
