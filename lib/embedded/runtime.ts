import { readFileSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { processIdentitySchema } from "@/lib/embedded/process-identity";
import { writeFileWhole } from "@/lib/embedded/write-file";

const runtimeSchema = z.object({
  version: z.string(),
  startedAt: z.iso.datetime(),
  /** False until the block with the address was printed. */
  isReady: z.boolean(),
  url: z.string(),
  runner: z.enum(["embedded", "inngest"]),
  supervisor: processIdentitySchema,
  /** The web server and the embedded runner, as far as they run. */
  children: z.record(z.string(), processIdentitySchema),
});

/** What runs on a data folder, kept in `<data>/runtime.json` while it runs. No secrets. */
export type Runtime = z.infer<typeof runtimeSchema>;

/** What runs, or what ran when the last start was cut off. Null after a stop in order. */
export async function findRuntime(dataDir: string): Promise<Runtime | null> {
  const text = await readFile(runtimeFile(dataDir), "utf8").catch(() => null);
  if (text === null) return null;
  try {
    return runtimeSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Writes what runs, so that commands find it and the next start can tell whether the last stop was in order. */
export async function writeRuntime(dataDir: string, runtime: Runtime): Promise<void> {
  await writeFileWhole(runtimeFile(dataDir), `${JSON.stringify(runtime, null, 2)}\n`);
}

/** The mark of a stop in order: nothing runs, nothing was left behind. */
export async function removeRuntime(dataDir: string): Promise<void> {
  await rm(runtimeFile(dataDir), { force: true });
}

function runtimeFile(dataDir: string): string {
  return path.join(dataDir, "runtime.json");
}

/** The version in package.json. */
export function productVersion(root: string): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")))
    .version;
}
