import { recordAudit } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import { inSystem } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { getWorkspaceWithin } from "@/lib/workspaces/workspaces";

/** The most days for which a workspace keeps imported files. */
export const keptInputDaysMax = 365;

/**
 * Sets for how many days imported files are kept; 0: not at all, which is what a workspace begins with. It counts for what is kept
 * already too: a file that is kept for too long by it can be downloaded no more, and the next sweep removes it.
 * @throws {AppError} not_found, forbidden (workspace.manage), invalid_input.
 */
export async function setKeptInputDays(actor: Actor, workspace: string, days: number, now: Date): Promise<void> {
  await inSystem(async (tx) => {
    const { id } = (await getWorkspaceWithin(tx, actor, workspace, "workspace.manage")).workspace;
    if (!(Number.isInteger(days) && days >= 0 && days <= keptInputDaysMax)) {
      throw new AppError("invalid_input", `Imported files are kept for 1 to ${keptInputDaysMax} days, or not at all.`, {
        next: "Choose a number of days, or 0.",
      });
    }
    const before = await tx.workspace.findUniqueOrThrow({ where: { id }, select: { keptInputDays: true } });
    if (before.keptInputDays === days) return;
    await tx.workspace.update({ where: { id }, data: { keptInputDays: days, updatedAt: now } });
    await recordAudit(tx, {
      workspaceId: id,
      action: "workspace.kept_input_changed",
      subject: { type: "workspace", id },
      actor,
      details: { from: before.keptInputDays, to: days },
    });
  });
}
