import { recordAudit } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import { inSystem } from "@/lib/db";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { getWorkspaceWithin } from "@/lib/workspaces/workspaces";

/** For how many days the packs of a workspace can be downloaded. */
export interface Retention {
  /** What the workspace set; null: as the environment says. */
  ownDays: number | null;
  /** What the environment says (TENANTPILOT_REVIEW_PACK_RETENTION_DAYS), which is also the most. */
  limitDays: number;
  /** What a pack that is made now gets. */
  days: number;
}

/** The retention of a workspace. The environment's is the most, also where it was lowered after the workspace had chosen. */
export function retentionOf(ownDays: number | null): Retention {
  const limitDays = env().TENANTPILOT_REVIEW_PACK_RETENTION_DAYS;
  return { ownDays, limitDays, days: Math.min(ownDays ?? limitDays, limitDays) };
}

/** For how many days the pack that is published now can be downloaded. */
export async function getRetentionDays(packId: bigint): Promise<number> {
  const pack = await inSystem((tx) =>
    tx.reviewPack.findUnique({
      where: { id: packId },
      select: { tenant: { select: { workspace: { select: { retentionDays: true } } } } },
    }),
  );
  return retentionOf(pack?.tenant.workspace.retentionDays ?? null).days;
}

/**
 * Sets for how many days the workspace's packs can be downloaded; null goes back to the environment's. It counts for
 * packs that are published from now on: dates that people were told do not move.
 * @throws {AppError} not_found, forbidden (workspace.manage), invalid_input (less than 1, or more than the environment's).
 */
export async function setRetention(
  actor: Actor,
  workspace: string,
  days: number | null,
  now: Date,
): Promise<Retention> {
  return inSystem(async (tx) => {
    const { id } = (await getWorkspaceWithin(tx, actor, workspace, "workspace.manage")).workspace;
    const { limitDays } = retentionOf(null);
    if (days !== null && !(Number.isInteger(days) && days >= 1 && days <= limitDays)) {
      throw new AppError("invalid_input", `Retention is 1 to ${limitDays} days.`, {
        next: `Choose fewer days, or ask whoever runs this TenantPilot to raise the limit of ${limitDays}.`,
      });
    }
    const before = await tx.workspace.findUniqueOrThrow({ where: { id }, select: { retentionDays: true } });
    if (before.retentionDays !== days) {
      await tx.workspace.update({ where: { id }, data: { retentionDays: days, updatedAt: now } });
      await recordAudit(tx, {
        workspaceId: id,
        action: "workspace.retention_changed",
        subject: { type: "workspace", id },
        actor,
        details: { from: before.retentionDays, to: days },
      });
    }
    return retentionOf(days);
  });
}
