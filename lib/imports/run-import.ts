import { inSystem } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { closeImport, failImport } from "@/lib/imports/close-import";
import { findKnown, reasonOf, withFileName } from "@/lib/imports/import-file";
import { importRequested, startImport } from "@/lib/imports/import-record";
import { importOptionsSchema } from "@/lib/imports/options";
import { performImport } from "@/lib/imports/perform-import";
import { meteredSource, storedSource } from "@/lib/imports/source";
import { recordStep } from "@/lib/operations/steps";
import { exportsStorage } from "@/lib/storage/exports";
import { StorageError } from "@/lib/storage/storage";

export { failImport, importRequested };

/** How the run of an import ended: small, for the durable function. */
export interface RunResult {
  importId: string;
  status: "completed" | "failed" | "not_found";
  /** Why it failed, for people. */
  reason: string | null;
}

/**
 * Imports a staged upload. Safe to repeat at any point: a completed or failed import stays as it is, one that was interrupted
 * starts over, and people are notified once. What is wrong with the file itself ends the import; any other error is thrown,
 * to be tried again.
 */
export async function runImport(importId: bigint, inngestRunId: string | null, now: Date): Promise<RunResult> {
  const row = await inSystem((tx) => tx.import.findUnique({ where: { id: importId }, include: { tenant: true } }));
  if (!row) return { importId: String(importId), status: "not_found", reason: null };
  if (row.status === "queued" || row.status === "running") {
    await startImport(importId, inngestRunId, now);
    await importStaged(row, inngestRunId, now);
  }
  await closeImport(importId, now);
  const ended = await inSystem((tx) =>
    tx.import.findUnique({ where: { id: importId }, select: { status: true, problem: true } }),
  );
  const status = ended?.status === "completed" ? "completed" : "failed";
  return { importId: String(importId), status, reason: status === "failed" ? (ended?.problem ?? null) : null };
}

interface StagedImport {
  id: bigint;
  operationRunId: bigint | null;
  fileName: string;
  fileSha256: string;
  stagedPath: string | null;
  options: unknown;
  tenant: {
    id: bigint;
    workspaceId: bigint;
    slug: string;
    name: string;
    entraTenantId: string | null;
    timeZone: string;
  };
}

async function importStaged(row: StagedImport, runId: string | null, now: Date): Promise<void> {
  const step = { operationRunId: row.operationRunId, runId, name: "import" };
  try {
    await withFileName(row.fileName, () => recordStep(step, () => performStaged(row, now)));
  } catch (error) {
    if (error instanceof AppError) await failImport(row.id, reasonOf(error), now);
    else throw error;
  }
}

async function performStaged(row: StagedImport, now: Date): Promise<void> {
  const known = await findKnown(row.tenant, row.fileSha256);
  if (known) {
    throw new AppError("conflict", `The same file was imported before, as import #${known.importId}.`, {
      next: "Nothing has to be done.",
    });
  }
  const source = meteredSource(await openStaged(row.stagedPath), (readBytes) =>
    inSystem((tx) => tx.import.updateMany({ where: { id: row.id, status: "running" }, data: { readBytes } })),
  );
  try {
    await performImport(row.id, { tenant: row.tenant, source, options: importOptionsSchema.parse(row.options) }, now);
  } finally {
    await source.close();
  }
}

async function openStaged(stagedPath: string | null) {
  const missing = () =>
    new AppError("gone", "The uploaded file is not there any more.", { next: "Upload the file again." });
  if (stagedPath === null) throw missing();
  try {
    return await storedSource(exportsStorage(), stagedPath);
  } catch (error) {
    throw error instanceof StorageError && error.code === "missing" ? missing() : error;
  }
}
