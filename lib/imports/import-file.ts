import type { Actor } from "@/lib/auth/actor";
import { inWorkspace, type Tx } from "@/lib/db";
import { AppError } from "@/lib/errors";
import type { FileOutcome } from "@/lib/imports/apply-file";
import { closeImport, failImport } from "@/lib/imports/close-import";
import { countsFromJson, newStagedPath, openImport, shownFileName, startImport } from "@/lib/imports/import-record";
import { keepsFiles } from "@/lib/imports/kept-file";
import { type ImportOptions, importOptionsSchema } from "@/lib/imports/options";
import { performImport } from "@/lib/imports/perform-import";
import { rehearseImports } from "@/lib/imports/rehearse-imports";
import { hashSource, type ImportInput, type ImportSource, openSource } from "@/lib/imports/source";
import { uploadProblem } from "@/lib/imports/upload-problem";
import type { ImportCounts } from "@/lib/imports/write-changes";
import { exportsStorage } from "@/lib/storage/exports";
import { getTenant, type TenantRef } from "@/lib/tenants/tenants";

/** A file to be imported, as a person hands it over. */
export interface FileRequest {
  /** The tenant's slug. */
  tenant: string;
  fileName: string;
  /** A path, or the bytes as they arrive. */
  source: ImportInput;
  options?: ImportOptions;
}

/** What an import of a file did, or would do (running.md, Commands). */
export interface FileResult extends ImportCounts {
  file: string;
  format: string;
  tool: string;
  /** Words for people: "Prowler (OCSF JSON)". */
  label: string;
  /** The newest moment of its evidence, ISO 8601 UTC. */
  scannedAt: string;
  isScannedAtAssumed: boolean;
  entraTenantId: string | null;
  /** Types of the reports that were stored with it. */
  reports: string[];
  /** The same bytes were imported before: nothing was done. */
  isKnown: boolean;
  importId: string | null;
}

/**
 * Imports one file into a tenant, now: all of it or nothing. The same bytes a second time change nothing.
 * @throws {AppError} not_found, forbidden; invalid_input with file and place. A failed import stays in the tenant's operations.
 */
export async function importFile(actor: Actor, request: FileRequest, now: Date): Promise<FileResult> {
  const fileName = shownFileName(request.fileName);
  const options = importOptionsSchema.parse(request.options ?? {});
  const tenant = await getTenant(actor, request.tenant, "import.manage");
  const source = await withFileName(fileName, () => openSource(request.source));
  const keptPath = (await inWorkspace(tenant.workspaceId, (tx) => keepsFiles(tx, tenant.workspaceId)))
    ? newStagedPath()
    : null;
  let isTaken = false;
  try {
    const sha256 = await withFileName(fileName, () => hashOrKeep(source, keptPath));
    const known = await findKnown(tenant, sha256);
    if (known) return { ...known, file: fileName };
    const file = { fileName, sha256, bytes: source.bytes, stagedPath: null, keptPath, options };
    const importId = await inWorkspace(tenant.workspaceId, (tx) => openImport(tx, actor, tenant, file, now));
    // From here on it is the import's: closeImport keeps it, or removes it.
    isTaken = true;
    await startImport(importId, null, now);
    const outcome = await endOrFail(importId, fileName, now, () =>
      performImport(importId, { tenant, source, options }, now),
    );
    await closeImport(importId, now);
    if (!outcome)
      throw new AppError("conflict", `The import of ${fileName} was ended by somebody else.`, {
        next: "Import the file again.",
      });
    return toResult(fileName, outcome, importId);
  } finally {
    await source.close();
    if (keptPath !== null && !isTaken) await exportsStorage().remove(keptPath);
  }
}

/** The hash of a file, which is written to the disk in the same pass where it is to be kept. */
async function hashOrKeep(source: ImportSource, keptPath: string | null): Promise<string> {
  if (keptPath === null) return hashSource(source);
  const written = exportsStorage().write(keptPath, source.open());
  const { sha256 } = await written.catch((error: unknown) => {
    throw uploadProblem(error);
  });
  return sha256;
}

/**
 * What an import of this file would do. Nothing stays: the work is done in a transaction that is rolled back.
 * @throws {AppError} as importFile.
 */
export async function previewImport(
  actor: Actor,
  slug: string,
  input: ImportInput,
  now: Date,
  more: { fileName?: string; options?: ImportOptions } = {},
): Promise<FileResult> {
  const fileName = shownFileName(more.fileName ?? (typeof input === "string" ? input : "file"));
  const options = importOptionsSchema.parse(more.options ?? {});
  const tenant = await getTenant(actor, slug, "import.manage");
  const source = await withFileName(fileName, () => openSource(input));
  try {
    const sha256 = await hashSource(source);
    const known = await findKnown(tenant, sha256);
    if (known) return { ...known, file: fileName };
    const [rehearsal] = await rehearseImports(tenant, [{ sha256, open: async () => source, options }], now);
    if (!rehearsal) throw new Error("A rehearsal of one file gives one answer.");
    return await withFileName(fileName, async () => {
      if ("problem" in rehearsal) throw rehearsal.problem;
      return toResult(fileName, rehearsal.outcome, null);
    });
  } finally {
    await source.close();
  }
}

/** The completed import of the same bytes, as the result of importing them once more: every row unchanged. */
export async function findKnown(tenant: TenantRef, sha256: string): Promise<FileResult | null> {
  const row = await inWorkspace(tenant.workspaceId, (tx) => findCompleted(tx, tenant.id, sha256));
  if (!row) return null;
  const { rows } = countsFromJson(row.counts);
  const kept = row.counts as { entraTenantId?: string | null; isScannedAtAssumed?: boolean };
  return {
    file: row.fileName,
    format: row.format ?? "",
    tool: row.tool ?? "",
    label: row.format ?? "",
    scannedAt: (row.scannedAt ?? row.createdAt).toISOString(),
    isScannedAtAssumed: kept.isScannedAtAssumed ?? false,
    entraTenantId: kept.entraTenantId ?? null,
    reports: [],
    isKnown: true,
    importId: String(row.id),
    rows,
    created: 0,
    changed: 0,
    resolved: 0,
    reopened: 0,
    unchanged: rows,
    accepted: 0,
  };
}

/** The completed import of these bytes: there is one at most. */
export async function findCompleted(tx: Tx, tenantId: bigint, sha256: string) {
  return tx.import.findFirst({ where: { tenantId, fileSha256: sha256, status: "completed" } });
}

/** Runs an import's work; whatever it throws ends the import as failed, in words. */
async function endOrFail<T>(importId: bigint, fileName: string, now: Date, work: () => Promise<T>): Promise<T> {
  try {
    return await withFileName(fileName, work);
  } catch (error) {
    await failImport(importId, reasonOf(error), now);
    throw error;
  }
}

/** Why an import failed, for people: our own errors in their words, everything else without details. */
export function reasonOf(error: unknown): string {
  if (error instanceof AppError) return error.next ? `${error.message} ${error.next}` : error.message;
  return "Something went wrong while importing. Nothing was imported. Import the file again.";
}

/** Puts the file's name in front of what is said about it. */
export async function withFileName<T>(fileName: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const more = { ...(error.next === undefined ? {} : { next: error.next }), cause: error.cause };
    throw new AppError(error.code, `${fileName}: ${error.message}`, more);
  }
}

/** An outcome in the shape that the command prints. */
export function toResult(fileName: string, outcome: FileOutcome, importId: bigint | null): FileResult {
  return {
    file: fileName,
    format: outcome.format,
    tool: outcome.tool,
    label: outcome.label,
    ...outcome.counts,
    scannedAt: outcome.scannedAt.toISOString(),
    isScannedAtAssumed: outcome.isScannedAtAssumed,
    entraTenantId: outcome.entraTenantId,
    reports: outcome.reports,
    isKnown: false,
    importId: importId === null ? null : String(importId),
  };
}
