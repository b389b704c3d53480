import path from "node:path";
import { build } from "esbuild";

const root = path.resolve(import.meta.dirname, "../..");
const folder = path.join(root, "node_modules/.cache/tenantpilot/faults");

// What the bundles still need of CommonJS.
const banner = `import { createRequire as makeRequire } from "node:module";
import { fileURLToPath as toPath } from "node:url";
const require = makeRequire(import.meta.url);
const __filename = toPath(import.meta.url);
const __dirname = toPath(new URL(".", import.meta.url));`;

/**
 * Bundles the processes that are killed again and again: a start of one file takes a quarter of what thousands take.
 * @returns the files, and the one that has to be loaded into each before it.
 */
export async function buildProcesses(): Promise<{ server: string; runner: string; inside: string }> {
  await build({
    absWorkingDir: root,
    entryPoints: {
      server: "tests/faults/app-child.ts",
      runner: "bin/runner.ts",
      inside: "tests/faults/inside-child.ts",
    },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    banner: { js: banner },
    external: [
      "pdfkit",
      "fontkit",
      "pg-native",
      "@node-rs/argon2",
      "@aws-sdk/client-s3",
      "@azure/storage-blob",
      "next",
      "next/*",
    ],
    logLevel: "warning",
  });
  const file = (name: string) => path.join(folder, `${name}.mjs`);
  return { server: file("server"), runner: file("runner"), inside: file("inside") };
}
