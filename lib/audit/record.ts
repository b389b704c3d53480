import type { Actor } from "@/lib/auth/actor";
import type { Tx } from "@/lib/db";
import { countAudit } from "@/lib/metrics/audit-metrics";
import type { Prisma } from "@/prisma/client/client";

/** One thing that happened, for the audit: `action` is `subject.verb` in the past tense, e.g. review_pack.published. */
export interface AuditEntry {
  workspaceId: bigint;
  tenantId?: bigint | null;
  action: string;
  subject?: { type: string; id: string | bigint };
  actor: Actor | { kind: "link"; id: string; name: string } | { kind: "anonymous" };
  outcome?: "ok" | "refused" | "failed" | "cut_off";
  ip?: string | null;
  userAgent?: string | null;
  /** Counts, ids and hashes; never a token, a link's signature or evidence. */
  details?: Prisma.InputJsonObject;
}

/** Writes an audit event in the caller's transaction, so that it is there exactly when the change is. */
export async function recordAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  const { actor } = entry;
  await tx.auditEvent.create({
    data: {
      workspaceId: entry.workspaceId,
      tenantId: entry.tenantId ?? null,
      action: entry.action,
      subjectType: entry.subject?.type ?? null,
      subjectId: entry.subject ? String(entry.subject.id) : null,
      actorKind: actor.kind,
      actorId: idOf(actor),
      actorName: nameOf(actor),
      outcome: entry.outcome ?? "ok",
      ip: entry.ip ?? null,
      userAgent: entry.userAgent?.slice(0, 400) ?? null,
      details: entry.details ?? {},
    },
  });
  countAudit(entry);
}

/**
 * Writes events of any workspaces in the caller's transaction. The end of each workspace's chain is locked until the transaction ends,
 * so all take them in one order, by the workspaces' ids: two that write at once never wait in a circle. For the same reason this comes
 * last in a transaction, after every other row that it locks.
 */
export async function recordAudits(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
  const inOrder = [...entries].sort((a, b) => compare(a.workspaceId, b.workspaceId));
  for (const entry of inOrder) await recordAudit(tx, entry);
}

function compare(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function idOf(actor: AuditEntry["actor"]): string | null {
  if (actor.kind === "user") return String(actor.userId);
  if (actor.kind === "token") return String(actor.tokenId);
  return actor.kind === "link" ? actor.id : null;
}

function nameOf(actor: AuditEntry["actor"]): string {
  if (actor.kind === "anonymous") return "somebody signed out";
  return actor.kind === "token" ? `${actor.name} (API token ${actor.tokenName})` : actor.name;
}
