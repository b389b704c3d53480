import { type AuditEntry, recordAudit } from "@/lib/audit/record";
import type { Tx } from "@/lib/db";

/**
 * Writes what concerns a person, and no single workspace, into the audit of each workspace that they are a member of
 * (workspace 0 when there is none). For somebody unknown the same questions are asked, in the same time.
 */
export async function recordForPerson(
  tx: Tx,
  userId: bigint | null,
  entry: Omit<AuditEntry, "workspaceId" | "tenantId" | "subject">,
): Promise<void> {
  const memberships = await tx.membership.findMany({ where: { userId: userId ?? 0n }, select: { workspaceId: true } });
  // Sorted, because each workspace's chain is locked: two who write at once take the locks in the same order.
  const workspaces = [...new Set(memberships.map(({ workspaceId }) => workspaceId))].sort();
  const subject = userId === null ? {} : { subject: { type: "user", id: userId } };
  for (const workspaceId of workspaces.length > 0 ? workspaces : [0n])
    await recordAudit(tx, { ...entry, ...subject, workspaceId });
}
