import type { PoolClient } from "pg";
import { begin, withConnection } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { applyFile, type FileOutcome } from "@/lib/imports/apply-file";
import { takeUp } from "@/lib/imports/at-work";
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
 * Imports a file in one transaction: all of it, and with it the import as completed, or nothing (imports.md, Rules). Of two that
 * do it at once the second waits, and reads the file only if the first has not got to its end.
 * @returns what was done; null when somebody else has ended this import meanwhile: then nothing was written.
 * @throws {AppError} invalid_input with the place in the file; conflict when the same file came in at the same time.
 */
export async function performImport(importId: bigint, work: Performance, now: Date): Promise<FileOutcome | null> {
  return withConnection(async (client) => {
    await begin(client, work.tenant);
    await takeUp(client, "import", importId);
    const { rowCount } = await client.query("SELECT FROM imports WHERE id = $1 AND status = 'running'", [importId]);
    if (rowCount !== 1) {
      await client.query("ROLLBACK");
      return null;
    }
    const recognised = await recognise(work.source, work.options.format);
    const outcome = await applyFile(client, { ...work, recognised, importId }, now);
    const isOurs = await markCompleted(client, importId, outcome, now);
    await client.query(isOurs ? "COMMIT" : "ROLLBACK");
    return isOurs ? outcome : null;
  });
}

/** running → completed, with what was done, in the import's own transaction. @returns false when somebody else has ended it. */
export async function markCompleted(
  client: PoolClient,
  importId: bigint,
  outcome: FileOutcome,
  now: Date,
): Promise<boolean> {
  const { counts, scopes, seenFrom, times, entraTenantId, reports, isReportOnly, isScannedAtAssumed } = outcome;
  const kept = {
    ...counts,
    scopes,
    seenFrom: seenFrom.toISOString(),
    times,
    entraTenantId,
    reports,
    isReportOnly,
    isScannedAtAssumed,
  };
  try {
    const { rowCount } = await client.query(
      `UPDATE imports SET status = 'completed', format = $2, tool = $3, tool_version = $4, scanned_at = $5, counts = $6, completed_at = $7
       WHERE id = $1 AND status = 'running'`,
      [
        importId,
        outcome.format,
        outcome.isOfSeveralTools ? null : outcome.tool,
        outcome.toolVersion,
        outcome.scannedAt,
        JSON.stringify(kept),
        now,
      ],
    );
    return rowCount === 1;
  } catch (error) {
    if (!(error instanceof Error && "constraint" in error && error.constraint === "imports_file_once")) throw error;
    throw new AppError("conflict", "The same file was imported at the same time.", {
      next: "Nothing has to be done: its evidence is there.",
    });
  }
}
