import type { Actor } from "@/lib/auth/actor";
import { inWorkspace, type Tx } from "@/lib/db";
import { findKnown } from "@/lib/imports/import-file";
import { importRequested, newStagedPath, openImport, shownFileName } from "@/lib/imports/import-record";
import { type ImportOptions, importOptionsSchema } from "@/lib/imports/options";
import { limitBytes } from "@/lib/imports/source";
import { enqueueEvent } from "@/lib/outbox/outbox";
import { exportsStorage } from "@/lib/storage/exports";
import { getTenant } from "@/lib/tenants/tenants";

/** An upload as it arrives. */
export interface UploadRequest {
  /** The tenant's slug. */
  tenant: string;
  fileName: string;
  source: AsyncIterable<Uint8Array>;
  options?: ImportOptions;
}

/** What became of an upload: queued, or the same bytes are there already, or on their way. */
export interface UploadAnswer {
  outcome: "queued" | "already_imported" | "already_in_progress";
  /** The import that was queued, or the earlier one. */
  importId: string;
  file: string;
}

/**
 * Takes an upload: stages it on the exports disk, then writes import, operation run, audit, queued notification and event in one
 * transaction. The caller sends the event with relayOutbox.
 * @throws {AppError} not_found, forbidden; invalid_input when it is too large. {@link StorageError} when the disk does not take it.
 */
export async function requestImport(actor: Actor, request: UploadRequest, now: Date): Promise<UploadAnswer> {
  const file = shownFileName(request.fileName);
  const options = importOptionsSchema.parse(request.options ?? {});
  const tenant = await getTenant(actor, request.tenant, "import.manage");
  const stagedPath = newStagedPath();
  const disk = exportsStorage();
  const staged = await disk.write(stagedPath, limitBytes(request.source));
  let isTaken = false;
  try {
    const known = await findKnown(tenant, staged.sha256);
    if (known) return { outcome: "already_imported", importId: known.importId ?? "", file };
    const answer = await inWorkspace(tenant.workspaceId, async (tx): Promise<UploadAnswer> => {
      await lockRequests(tx, tenant.id);
      const waiting = await findWaiting(tx, tenant.id, staged.sha256);
      if (waiting) return { outcome: "already_in_progress", importId: String(waiting.id), file };
      const importId = await openImport(tx, actor, tenant, { fileName: file, ...staged, stagedPath, options }, now);
      await enqueueEvent(tx, {
        id: `import-requested-${importId}`,
        name: importRequested,
        data: { importId: String(importId) },
      });
      return { outcome: "queued", importId: String(importId), file };
    });
    isTaken = answer.outcome === "queued";
    return answer;
  } finally {
    if (!isTaken) await disk.remove(stagedPath);
  }
}

/** One request at a time for a tenant, until the end of the transaction: the same file sent twice at once is taken once. */
export async function lockRequests(tx: Tx, tenantId: bigint): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('tenantpilot.import.request', ${tenantId}))`;
}

/** The import of the same bytes that is on its way. */
export async function findWaiting(tx: Tx, tenantId: bigint, sha256: string): Promise<{ id: bigint } | null> {
  return tx.import.findFirst({
    where: { tenantId, fileSha256: sha256, status: { in: ["queued", "running"] }, stagedPath: { not: null } },
    select: { id: true },
  });
}
