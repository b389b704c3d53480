import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { withPlainClient } from "@/lib/embedded/database";
import { writeFileWhole } from "@/lib/embedded/write-file";

const demoStateSchema = z.object({
  /** pending: seeding began and was not finished. none: this data folder goes without. */
  state: z.enum(["pending", "seeded", "none"]),
  people: z.array(z.object({ email: z.string(), role: z.string() })).default([]),
  password: z.string().default(""),
});

/** Whether the demo data is in the database, and who can sign in with it; kept in `<data>/demo.json` (0600). */
export type DemoState = z.infer<typeof demoStateSchema>;

/** The state, or null before the first start. */
export async function findDemoState(dataDir: string): Promise<DemoState | null> {
  const text = await readFile(demoFile(dataDir), "utf8").catch(() => null);
  return text === null ? null : demoStateSchema.parse(JSON.parse(text));
}

export async function writeDemoState(dataDir: string, state: DemoState): Promise<void> {
  await writeFileWhole(demoFile(dataDir), `${JSON.stringify(state, null, 2)}\n`);
}

/** Whether there is no workspace in the database yet. */
export async function isDatabaseEmpty(databaseUrl: string): Promise<boolean> {
  return withPlainClient(
    databaseUrl,
    async (client) => (await client.query("SELECT FROM workspaces LIMIT 1")).rowCount === 0,
  );
}

function demoFile(dataDir: string): string {
  return path.join(dataDir, "demo.json");
}
