import { recordAudit } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/policy";
import { inSystem } from "@/lib/db";
import { AppError, notFound } from "@/lib/errors";
import { closeImport } from "@/lib/imports/close-import";
import { completeRun } from "@/lib/operations/runs";

/**
 * queued or running → failed because a person says so, and the operation run ends as cancelled. Nothing of the file is
 * imported: an import is one transaction, and one that is at work finds at its end that it was cancelled and undoes itself.
 * @throws {AppError} not_found, forbidden, or conflict when it has ended otherwise.
 */
export async function cancelImport(actor: Actor, slug: string, importId: bigint, now: Date): Promise<void> {
  const what = `Import #${importId}`;
  await inSystem(async (tx) => {
    const where = { id: importId, tenant: { slug } };
    const row = await tx.import.findFirst({
      where,
      select: {
        workspaceId: true,
        tenantId: true,
        operationRunId: true,
        operationRun: { select: { outcome: true } },
      },
    });
    if (!row) throw notFound(what);
    const { workspaceId, tenantId } = row;
    await authorize(tx, actor, "import.manage", { workspaceId, tenantId, what });
    const { count } = await tx.import.updateMany({
      where: { id: importId, status: { in: ["queued", "running"] } },
      data: { status: "failed", problem: `Cancelled by ${actor.name}. Nothing was imported.`, completedAt: now },
    });
    if (count !== 1) {
      // Pressed twice, or by two at once: it is as they wanted it.
      if (row.operationRun?.outcome === "cancelled") return;
      throw new AppError("conflict", `${what} has ended already, so it cannot be cancelled.`, {
        next: "Reload the page to see how it is now.",
      });
    }
    await completeRun(tx, row.operationRunId, { outcome: "cancelled", by: actor.name }, now);
    const subject = { type: "import", id: importId };
    await recordAudit(tx, { workspaceId, tenantId, action: "import.cancelled", subject, actor });
  });
  await closeImport(importId, now);
}
