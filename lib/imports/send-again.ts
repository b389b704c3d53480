import { recordAudit } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/policy";
import { inSystem } from "@/lib/db";
import { AppError, notFound } from "@/lib/errors";
import { importRequested } from "@/lib/imports/import-record";
import { enqueueEvent } from "@/lib/outbox/outbox";

/**
 * Sends the event of a queued import again; whichever run comes first does the work. The same key sends once. The caller
 * sends it with relayOutbox.
 * @throws {AppError} not_found, forbidden, or conflict when the import is not queued.
 */
export async function sendImportAgain(actor: Actor, slug: string, importId: bigint, key: string): Promise<void> {
  const what = `Import #${importId}`;
  await inSystem(async (tx) => {
    const row = await tx.import.findFirst({
      where: { id: importId, tenant: { slug } },
      select: { workspaceId: true, tenantId: true, status: true, stagedPath: true },
    });
    if (!row) throw notFound(what);
    await authorize(tx, actor, "import.manage", { workspaceId: row.workspaceId, tenantId: row.tenantId, what });
    if (row.status !== "queued" || row.stagedPath === null) throw notQueued(what, row.status);
    const data = { importId: String(importId) };
    await enqueueEvent(tx, { id: `import-requested-${importId}-replay-${key}`, name: importRequested, data });
    await recordAudit(tx, {
      workspaceId: row.workspaceId,
      tenantId: row.tenantId,
      action: "import.replayed",
      subject: { type: "import", id: importId },
      actor,
    });
  });
}

function notQueued(what: string, status: string): AppError {
  if (status === "completed") return new AppError("conflict", `${what} is completed: there is nothing to do again.`);
  if (status === "failed")
    return new AppError("conflict", `${what} has failed, and its file was removed.`, {
      next: "Import the file again.",
    });
  return new AppError("conflict", `${what} is being worked on.`, { next: "Wait for its end, or cancel it." });
}
