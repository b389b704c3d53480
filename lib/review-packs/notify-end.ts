import { inSystem } from "@/lib/db";
import { notify } from "@/lib/notifications/notify";
import { noteStep } from "@/lib/operations/steps";

/**
 * Tells whoever asked that their pack is ready or has failed, once per operation run. Apart from publish, so that a
 * notification that fails never makes a finished pack fail (generation.md).
 * @returns whether a notification was made now.
 */
export async function notifyEnd(packId: bigint, now: Date): Promise<boolean> {
  return inSystem(async (tx) => {
    const pack = await tx.reviewPack.findUnique({
      where: { id: packId },
      select: {
        workspaceId: true,
        tenantId: true,
        operationRunId: true,
        initiatedByUserId: true,
        status: true,
        claimRunId: true,
        failureCode: true,
        failureReason: true,
        tenant: { select: { slug: true, name: true } },
      },
    });
    if (!pack || (pack.status !== "ready" && pack.status !== "failed")) return false;
    // What a fleet run made is told of once, with all the others (docs/decisions/011).
    if ((await tx.fleetRunItem.count({ where: { packId, outcome: "queued" } })) > 0) return false;
    const isReady = pack.status === "ready";
    const ending = isReady ? "is ready" : pack.failureCode === "cancelled" ? "was cancelled" : "failed";
    const isTold = await notify(tx, pack.initiatedByUserId, {
      workspaceId: pack.workspaceId,
      tenantId: pack.tenantId,
      operationRunId: pack.operationRunId,
      kind: isReady ? "operation.completed" : "operation.failed",
      title: `Review pack #${packId} of ${pack.tenant.name} ${ending}`,
      body: pack.failureReason ?? "",
      href: `/tenants/${pack.tenant.slug}/review-packs/${packId}`,
      dedupeKey: `review_pack:${packId}:ended`,
    });
    const step = { operationRunId: pack.operationRunId, runId: pack.claimRunId, name: "notify" };
    if (isTold) await noteStep(tx, step, { status: "done" }, now);
    return isTold;
  });
}
