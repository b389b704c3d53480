import { readdir } from "node:fs/promises";
import path from "node:path";
import { withConnection } from "@/lib/db";
import { env } from "@/lib/env";
import { tryStorage } from "@/lib/storage/check";
import { exportsStorage } from "@/lib/storage/exports";
import type { Storage } from "@/lib/storage/storage";

const limitMs = 3000;

/** What each part answers: "ok", or what is wrong with it, in words without addresses or secrets. */
export interface Readiness {
  isReady: boolean;
  checks: { database: string; migrations: string; storage: string; runner: string };
}

/** Asks every part at once, each for at most three seconds. */
export async function checkReadiness(): Promise<Readiness> {
  const [database, migrations, storage, runner] = await Promise.all([
    ask(() => withConnection((client) => client.query("SELECT 1")), "does not answer"),
    ask(checkMigrations, "cannot be read"),
    ask(checkStorage, "cannot be written to"),
    ask(checkRunner, "does not answer"),
  ]);
  const checks = { database, migrations, storage, runner };
  return { isReady: Object.values(checks).every((answer) => answer === "ok"), checks };
}

async function ask(check: () => Promise<unknown>, otherwise: string): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), limitMs);
  });
  const answer = check().then(
    (said) => (typeof said === "string" ? said : "ok"),
    () => otherwise,
  );
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** The server's process runs in the project's folder. */
async function checkMigrations(): Promise<string> {
  const entries = await readdir(path.join(/*turbopackIgnore: true*/ process.cwd(), "prisma/migrations"), {
    withFileTypes: true,
  });
  const wanted = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const { rows } = await withConnection((client) =>
    client.query<{ name: string }>(
      "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
    ),
  );
  const applied = new Set(rows.map((row) => row.name));
  const missing = wanted.filter((name) => !applied.has(name));
  return missing.length === 0 ? "ok" : `not applied: ${missing.join(", ")}`;
}

const rememberedMs = 60_000;
let stored: { by: Storage; at: number } | undefined;

/** Stores something and deletes it. An object store, where each try is paid for and may be kept as a version, is believed for a minute. */
async function checkStorage(): Promise<void> {
  const storage = exportsStorage();
  const isRemembered = stored?.by === storage && performance.now() - stored.at < rememberedMs;
  if (isRemembered && env().STORAGE !== "disk") return;
  await tryStorage(storage);
  stored = { by: storage, at: performance.now() };
}

/** Any answer will do: the runner is there. Inngest Cloud is not ours to watch. */
async function checkRunner(): Promise<void> {
  const { INNGEST_BASE_URL } = env();
  if (INNGEST_BASE_URL) await fetch(INNGEST_BASE_URL, { signal: AbortSignal.timeout(limitMs), redirect: "manual" });
}
