import { type Actor, actorUserId } from "@/lib/auth/actor";
import type { Tx } from "@/lib/db";
import { interruptSteps } from "@/lib/operations/steps";
import type { TenantRef } from "@/lib/tenants/tenants";
import type { Prisma } from "@/prisma/client/client";

/** The kinds of operation, `namespace.action`, with the words that people read. */
export const operationTypes = {
  "tenant.review_pack.generate": "Generate review pack",
  "tenant.import": "Import",
  "tenant.graph_fetch": "Fetch from Microsoft Graph",
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

/** How a run ended. `by`: the name of whoever cancelled it. */
export type RunEnd =
  | { outcome: "succeeded"; summaryCounts: Prisma.InputJsonObject }
  | { outcome: "failed"; failureReason: string }
  | { outcome: "cancelled"; by: string };

/**
 * queued or running → completed; a step that is still open is interrupted, unless all went well. A run that has ended
 * stays as it is. @returns whether this call ended it.
 */
export async function completeRun(tx: Tx, runId: bigint | null, end: RunEnd, now: Date): Promise<boolean> {
  if (runId === null) return false;
  const ended = await tx.operationRun.updateMany({
    where: { id: runId, status: { not: "completed" } },
    data: { status: "completed", completedAt: now, outcome: end.outcome, ...factsOf(end) },
  });
  if (ended.count === 1 && end.outcome !== "succeeded") await interruptSteps(tx, runId, now);
  return ended.count === 1;
}

function factsOf(end: RunEnd): Prisma.OperationRunUpdateManyMutationInput {
  if (end.outcome === "succeeded") return { summaryCounts: end.summaryCounts };
  if (end.outcome === "failed") return { failureReason: end.failureReason };
  // The reason goes into packs; the name does not.
  return { failureReason: "Cancelled.", cancelledByName: end.by };
}
