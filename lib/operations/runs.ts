import { type Actor, actorUserId } from "@/lib/auth/actor";
import type { Tx } from "@/lib/db";
import type { TenantRef } from "@/lib/tenants/tenants";
import type { Prisma } from "@/prisma/client/client";

/** The kinds of operation, `namespace.action`, with the words that people read. */
export const operationTypes = {
  "tenant.review_pack.generate": "Generate review pack",
  "tenant.import": "Import",
} as const;

export type OperationType = keyof typeof operationTypes;

/** Opens an operation run as queued. */
export async function openRun(
  tx: Tx,
  actor: Actor,
  tenant: Pick<TenantRef, "id" | "workspaceId">,
  type: OperationType,
): Promise<bigint> {
  const run = await tx.operationRun.create({
    data: {
      workspaceId: tenant.workspaceId,
      tenantId: tenant.id,
      type,
      initiatedByUserId: actorUserId(actor),
      initiatedByName: actor.name,
    },
    select: { id: true },
  });
  return run.id;
}

/** queued → running. Repeating it changes nothing. */
export async function startRun(tx: Tx, runId: bigint | null, inngestRunId: string | null, now: Date): Promise<void> {
  if (runId === null) return;
  await tx.operationRun.updateMany({
    where: { id: runId, status: "queued" },
    data: { status: "running", startedAt: now, inngestRunId },
  });
}

/** How a run ended. */
export type RunEnd =
  | { outcome: "succeeded"; summaryCounts: Prisma.InputJsonObject }
  | { outcome: "failed" | "cancelled"; failureReason: string };

/** queued or running → completed. A run that has ended stays as it is. @returns whether this call ended it. */
export async function completeRun(tx: Tx, runId: bigint | null, end: RunEnd, now: Date): Promise<boolean> {
  if (runId === null) return false;
  const ended = await tx.operationRun.updateMany({
    where: { id: runId, status: { not: "completed" } },
    data: {
      status: "completed",
      completedAt: now,
      outcome: end.outcome,
      ...(end.outcome === "succeeded" ? { summaryCounts: end.summaryCounts } : { failureReason: end.failureReason }),
    },
  });
  return ended.count === 1;
}
