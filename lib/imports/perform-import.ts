import type { PoolClient } from "pg";
import { withConnection } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { applyFile, type FileJob, type FileOutcome } from "@/lib/imports/apply-file";
import type { ImportOptions } from "@/lib/imports/options";
import { recognise } from "@/lib/imports/recognise";
import type { ImportSource } from "@/lib/imports/source";
import type { TenantRef } from "@/lib/tenants/tenants";

/** A file and where it goes. */
export interface Performance {
  tenant: TenantRef;
  source: ImportSource;
  options: ImportOptions;
}

/**
 * Imports a file in one transaction: all of it, and with it the import as completed, or nothing (imports.md, Rules).
 * @returns what was done; null when somebody else has ended this import meanwhile: then nothing was written.
 * @throws {AppError} invalid_input with the place in the file; conflict when the same file came in at the same time.
 */
export async function performImport(importId: bigint, work: Performance, now: Date): Promise<FileOutcome | null> {
  const recognised = await recognise(work.source);
  const job: FileJob = { ...work, recognised, importId };
  return withConnection(async (client) => {
    await client.query("BEGIN");
    const outcome = await applyFile(client, job, now);
    const isOurs = await markCompleted(client, importId, outcome, now);
    await client.query(isOurs ? "COMMIT" : "ROLLBACK");
    return isOurs ? outcome : null;
  });
}

/** The same, undone at the end: what an import of this file would do. */
export async function rehearseImport(work: Performance, now: Date): Promise<FileOutcome> {
  const recognised = await recognise(work.source);
  return withConnection(async (client) => {
    await client.query("BEGIN");
    const outcome = await applyFile(client, { ...work, recognised, importId: null }, now);
    await client.query("ROLLBACK");
    return outcome;
  });
}

async function markCompleted(client: PoolClient, importId: bigint, outcome: FileOutcome, now: Date): Promise<boolean> {
  const { counts, scopes, seenFrom, times, entraTenantId, reports, isScannedAtAssumed } = outcome;
  const kept = {
    ...counts,
    scopes,
    seenFrom: seenFrom.toISOString(),
    times,
    entraTenantId,
    reports,
    isScannedAtAssumed,
  };
  try {
    const { rowCount } = await client.query(
      `UPDATE imports SET status = 'completed', format = $2, tool = $3, tool_version = $4, scanned_at = $5, counts = $6, completed_at = $7
       WHERE id = $1 AND status = 'running'`,
      [importId, outcome.format, outcome.tool, outcome.toolVersion, outcome.scannedAt, JSON.stringify(kept), now],
    );
    return rowCount === 1;
  } catch (error) {
    if (!(error instanceof Error && "constraint" in error && error.constraint === "imports_file_once")) throw error;
    throw new AppError("conflict", "The same file was imported at the same time.", {
      next: "Nothing has to be done: its evidence is there.",
    });
  }
}
