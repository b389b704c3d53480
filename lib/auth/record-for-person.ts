import { type AuditEntry, recordAudits } from "@/lib/audit/record";
import type { Tx } from "@/lib/db";

/** What happened to a person, wherever they are a member. */
type PersonEntry = Omit<AuditEntry, "workspaceId" | "tenantId" | "subject">;

/**
 * Writes what concerns a person, and no single workspace, into the audit of each workspace that they are a member of
 * (workspace 0 when there is none). For somebody unknown the same questions are asked, in the same time.
 */
export async function recordForPerson(tx: Tx, userId: bigint | null, entry: PersonEntry): Promise<void> {
  await recordAudits(tx, await entriesForPerson(tx, userId, entry));
}

/** The events that recordForPerson writes, for who writes others in the same transaction: all of them go in one order. */
export async function entriesForPerson(tx: Tx, userId: bigint | null, entry: PersonEntry): Promise<AuditEntry[]> {
  const memberships = await tx.membership.findMany({ where: { userId: userId ?? 0n }, select: { workspaceId: true } });
  const workspaces = [...new Set(memberships.map(({ workspaceId }) => workspaceId))];
  const subject = userId === null ? {} : { subject: { type: "user", id: userId } };
  return (workspaces.length > 0 ? workspaces : [0n]).map((workspaceId) => ({ ...entry, ...subject, workspaceId }));
}
